import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'service-worker';

/**
 * Builds the service worker as a file of its own, under a name that never changes, with the list of everything that the
 * app needs without a network: its page, its parts, its public files.
 */
export function serviceWorker(): Plugin {
  let publicDirectory = '';
  return {
    name: 'tertulia:service-worker',
    apply: 'build',
    config: () => ({
      build: {
        rollupOptions: {
          input: { index: 'index.html', [WORKER]: `src/offline/${WORKER}.ts` },
          output: { entryFileNames: ({ name }) => (name === WORKER ? '[name].js' : 'assets/[name]-[hash].js') },
        },
      },
    }),
    configResolved: ({ publicDir }) => {
      publicDirectory = publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[`${WORKER}.js`];
        if (worker?.type !== 'chunk') throw new Error('The service worker was not built.');
        // Names of emoji are fetched by those who choose one.
        const isAside = (output: (typeof bundle)[string]) =>
          output.type === 'chunk' && output.moduleIds.some((id) => id.includes('virtual:emoji'));
        const made = Object.entries(bundle)
          .filter(([, output]) => !isAside(output))
          .map(([file, output]): File => [file, output.type === 'chunk' ? output.code : output.source]);
        const files = [...made, ...readPublic(publicDirectory)]
          .filter(([file]) => file !== worker.fileName)
          .sort(([a], [b]) => (a < b ? -1 : 1));
        if (!files.some(([file]) => file === 'index.html')) throw new Error('The page is not among the files.');
        const hash = createHash('sha256');
        for (const [file, content] of files) hash.update(file).update(content);
        worker.code = worker.code
          .replaceAll('BUILD_FILES', JSON.stringify(files.map(([file]) => `/${file}`)))
          .replaceAll('BUILD_NAME', JSON.stringify(hash.digest('hex').slice(0, 12)));
      },
    },
  };
}

type File = [name: string, content: string | Uint8Array];

function readPublic(directory: string): File[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(directory, path).split(sep).join('/'), readFileSync(path)];
    });
}
