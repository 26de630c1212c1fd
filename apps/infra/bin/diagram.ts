import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { makeApp } from '../lib/chat-app.js';
import { type Drawn, drawDiagram } from '../lib/diagram.js';
import { infraRoot } from '../lib/product.js';
import { readStage } from '../lib/stage.js';

const templateSchema = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown().optional() })),
});

/** Reads what was synthesised into a folder, for the diagram. */
export function readDrawn(folder: string, stage: string, concerns: readonly string[]): Drawn[] {
  return concerns.flatMap((concern) => {
    const file = readFileSync(join(folder, `Tertulia-${stage}-${concern}.template.json`), 'utf8');
    return Object.entries(templateSchema.parse(JSON.parse(file)).Resources).map(([id, { Type, Properties }]) => {
      const text = JSON.stringify(Properties ?? {});
      const imports = [...text.matchAll(new RegExp(`"Tertulia-${stage}-(\\w+):ExportsOutput`, 'g'))].map(
        ([, of = '']) => of,
      );
      return { concern, id, type: Type, text, imports };
    });
  });
}

/** `npm run diagram`: draws the stage `production` as it is synthesised into diagram.md. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tertulia-diagram-'));
  try {
    const { app, stacks } = makeApp(readStage(infraRoot, 'production'), folder);
    app.synth();
    const concerns = stacks.map(({ stackName }) => stackName.split('-').at(-1) ?? '');
    writeFileSync(new URL('diagram.md', infraRoot), page(drawDiagram(readDrawn(folder, 'production', concerns))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The diagram as a page that shows it. */
export function page(diagram: string): string {
  return `# The stage production\n\nMade from the synthesised templates by \`npm run diagram\`; a test keeps it current.\n\n\`\`\`mermaid\n${diagram}\`\`\`\n`;
}

if (process.argv[1]?.endsWith('diagram.js')) main();
