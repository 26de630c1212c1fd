import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, found from wherever this was compiled to. */
export const repositoryRoot = findRoot(dirname(fileURLToPath(import.meta.url)));
/** The folder of this app. */
export const infraRoot = new URL('apps/infra/', `file://${repositoryRoot}/`);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'nest-cli.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('This is no copy of the repository.');
  return findRoot(dirname(folder));
}

/** @throws {Error} with what to do when the product is not built. */
function artefact(path: string): string {
  const file = join(repositoryRoot, path);
  if (existsSync(file)) return file;
  throw new Error(`${path} is missing: run npm run build at the root first.`);
}

/*
 * What this app shares with the product, always as it was built: the words of letters, the rules of the page, and the settings
 * of the function that speaks have one source, and it is not here.
 */
export const letters: typeof import('../../api/dist/mailer/stored-templates.js') = await import(
  artefact('apps/api/dist/mailer/stored-templates.js')
);
export const pageRules: typeof import('../../api/dist/website/page-rules.js') = await import(
  artefact('apps/api/dist/website/page-rules.js')
);
export const pageHeaders: typeof import('../../api/dist/common/page-headers.js') = await import(
  artefact('apps/api/dist/common/page-headers.js')
);
export const speech: typeof import('../../worker/dist/speech/http-settings.js') = await import(
  artefact('apps/worker/dist/speech/http-settings.js')
);
export const contract: typeof import('../../../libs/contract/dist/index.js') = await import(
  artefact('libs/contract/dist/index.js')
);

/** The compiled handler of a function. */
export function handlerFile(name: string): string {
  return artefact(`apps/worker/dist/lambda/${name}.js`);
}
