/** The release that deploy/temporal-cli/go.mod pins. */
export const temporalCliVersion = '1.8.2';

/** The oldest that knows the flags we start the server with: CLI 1.3 came with server 1.27. */
export const oldestServer = { cli: '1.3', major: 1, minor: 27 };
