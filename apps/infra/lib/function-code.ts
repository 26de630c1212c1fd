import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Architecture, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { handlerFile, repositoryRoot } from './product.js';

const modules = join(repositoryRoot, 'node_modules');
const made = join(repositoryRoot, 'apps', 'infra', 'dist', 'functions-made');

/** What a function is made of and where it can run. */
export interface FunctionCode {
  code: Code;
  architecture: Architecture;
  folder: string;
}

/** A handler of the worker as one file, with the packages of the lock file in it, the SDK too. */
export function workerCode(name: string): FunctionCode {
  return name === 'picture' ? pictureCode() : bundle(name, handlerFile(name), ['sharp', 'text2wav']);
}

/** A function of this app, small enough to stand in the template: a release needs to bring no file for it. */
export function ownCode(name: string): FunctionCode {
  const { outputFiles } = buildSync({
    entryPoints: [join(repositoryRoot, 'apps', 'infra', 'functions', `${name}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'error',
  });
  const text = outputFiles.map((file) => file.text).join('');
  return { code: Code.fromInline(text), architecture: Architecture.ARM_64, folder: '' };
}

function bundle(name: string, entry: string, external: string[]): FunctionCode {
  const folder = join(made, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: [entry],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Packages in the older form look for `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    external,
    logLevel: 'error',
    legalComments: 'none',
  });
  return { code: Code.fromAsset(folder), architecture: Architecture.ARM_64, folder };
}

/** The decoder of pictures is a library of machine code: it goes along as it is installed, and decides where it runs. */
function pictureCode(): FunctionCode {
  const made = bundle('picture', handlerFile('picture'), ['sharp']);
  const machine = (['arm64', 'x64'] as const).find((name) => existsSync(join(modules, '@img', `sharp-linux-${name}`)));
  if (!machine) throw new Error('sharp for Linux is not installed here: synthesise on Linux, as the pipeline does.');
  for (const name of ['sharp', `@img/sharp-linux-${machine}`, `@img/sharp-libvips-linux-${machine}`])
    copyPackage(name, join(made.folder, 'node_modules'));
  // The runtime takes packages in the newer form from beside the file alone.
  writeFileSync(join(made.folder, 'package.json'), '{"type":"module"}\n');
  const architecture = machine === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
  return { code: Code.fromAsset(made.folder), architecture, folder: made.folder };
}

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** A package with what it needs. */
function copyPackage(name: string, target: string): void {
  const from = join(modules, name);
  if (existsSync(join(target, name))) return;
  cpSync(from, join(target, name), { recursive: true, dereference: true });
  const { dependencies } = manifestSchema.parse(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')));
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, target);
}
