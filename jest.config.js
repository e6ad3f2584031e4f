/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/setup/environment.js',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // These are ESM-only; Jest on Node 20 cannot require() ESM.
  transformIgnorePatterns: [
    '/node_modules/(?!(.*/node_modules/)?(p-retry|is-network-error|jose|openid-client|oauth4webapi|canonicalize|content-disposition|cookie)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/.seaworthy/'],
  // Each worker may run a Temporal dev server of its own.
  maxWorkers: 2,
  testTimeout: 120_000,
};
