const { TestEnvironment } = require('jest-environment-node');

/** p-retry tells network errors by `instanceof Error`, which fails across Jest's realm: share the host's classes. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.Error = Error;
    this.global.TypeError = TypeError;
  }
};
