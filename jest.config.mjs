const swc = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true, tsx },
      target: 'es2024',
      transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

const common = {
  transform: { '^.+\\.tsx$': swc(true), '^.+\\.ts$': swc(false) },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    '^@tertulia/contract$': '<rootDir>/libs/contract/src/index.ts',
    '^@tertulia/contract/mention-cases$': '<rootDir>/libs/contract/src/mention-cases.ts',
    '^@tertulia/storage$': '<rootDir>/libs/storage/src/index.ts',
    '^@tertulia/worker/embedded$': '<rootDir>/apps/worker/src/embedded.ts',
    '^@tertulia/worker/ipc$': '<rootDir>/apps/worker/src/runtime/ipc.ts',
    '^@tertulia/worker/words$': '<rootDir>/apps/worker/src/tagging/words.ts',
    '^@tertulia/worker/signature$': '<rootDir>/apps/worker/src/results/signature.ts',
    '^@tertulia/testing$': '<rootDir>/libs/testing/src/index.ts',
    // Sources are imported by the name of what they are compiled to.
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '\\.css$': '<rootDir>/test/empty.mjs',
  },
  modulePathIgnorePatterns: ['/dist/', '/apps/web-alt/'],
};

export default {
  maxWorkers: 2,
  // No test is judged by its time; this only ends one that hangs.
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/apps/{api,worker,bench}/src/**/*.spec.ts', '<rootDir>/libs/*/src/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'feature',
      testEnvironment: 'node',
      globalSetup: '<rootDir>/test/start-database.mjs',
      globalTeardown: '<rootDir>/test/stop-database.mjs',
      testMatch: ['<rootDir>/apps/{api,worker,web,bench}/test/**/*.e2e-spec.ts'],
    },
    {
      ...common,
      displayName: 'web',
      testEnvironment: 'jsdom',
      setupFiles: ['<rootDir>/test/dom.mjs'],
      testMatch: ['<rootDir>/apps/web/src/**/*.spec.{ts,tsx}'],
    },
    { ...common, displayName: 'ops', testEnvironment: 'node', testMatch: ['<rootDir>/scripts/**/*.spec.mjs'] },
  ],
};
