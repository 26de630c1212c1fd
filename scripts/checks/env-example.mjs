import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../product.mjs';

const COMPOSE_PART = '# --- docker-compose.yml alone';
const VARIABLE = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/;

/** `.env.example` says of each variable what the schema says, in its order; and names what docker-compose.yml asks for. */
export const envExample = {
  name: '.env.example',
  run: async () => {
    const schema = join(root, 'apps', 'api', 'dist', 'config', 'env.schema.js');
    if (!existsSync(schema)) return ['The server is not built: run `npm run build` first.'];
    const { environmentVariables } = await import(pathToFileURL(schema).href);
    const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    return judgeExample(readFileSync(join(root, '.env.example'), 'utf8'), environmentVariables, compose);
  },
};

/** @returns the differences, a sentence each. */
export function judgeExample(text, variables, compose) {
  const [server, door = ''] = text.split(COMPOSE_PART);
  const shown = readVariables(server);
  const names = shown.map(({ name }) => name).join(' ');
  const wanted = variables.map(({ name }) => name).join(' ');
  if (names !== wanted) return ['.env.example has ' + names + ', the schema ' + wanted + '.'];
  const composeNames = [...new Set([...compose.matchAll(/\$\{([A-Z_]+)[:}]/g)].map(([, name]) => name))];
  const doorNames = readVariables(door).map(({ name }) => name);
  return [
    ...variables.flatMap((variable, index) => judgeVariable(variable, shown[index])),
    ...composeNames
      .filter((name) => !doorNames.includes(name))
      .map((name) => 'docker-compose.yml asks for ' + name + ', which .env.example does not name.'),
    ...doorNames
      .filter((name) => !composeNames.includes(name))
      .map((name) => '.env.example names ' + name + ', which docker-compose.yml does not ask for.'),
  ];
}

function judgeVariable(variable, shown) {
  const value = Array.isArray(variable.default) ? variable.default.join(',') : String(variable.default ?? '');
  const isOptional = variable.default === undefined;
  return [
    ...(shown.comment === variable.summary
      ? []
      : [shown.name + ' is described otherwise in the schema: ' + variable.summary]),
    ...(shown.isOff === isOptional
      ? []
      : [
          shown.name +
            (isOptional
              ? ' has no default and must be commented out.'
              : ' has a default and must not be commented out.'),
        ]),
    ...(shown.value === value
      ? []
      : [shown.name + ' is shown as "' + shown.value + '" and is "' + value + '" by default.']),
  ];
}

function readVariables(text) {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match = VARIABLE.exec(line);
    return match
      ? [
          {
            name: match[2],
            value: match[3],
            isOff: match[1] !== undefined,
            comment: (lines[index - 1] ?? '').replace(/^# /, ''),
          },
        ]
      : [];
  });
}
