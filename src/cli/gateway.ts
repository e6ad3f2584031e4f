import type { Command } from 'commander';
import type * as Serve from './gateway/serve-gateway';
import { toPort } from './to-port';

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('serve the HTTP API until stopped; settings come from the environment')
    .option(
      '--host <address>',
      'to listen on; others than 127.0.0.1 only where a provider vouches for people',
      '127.0.0.1',
    )
    .option('--port <n>', '0 is any free one', toPort, 7400)
    .action(async (options: { host: string; port: number }) => {
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { serveGateway } = require('./gateway/serve-gateway') as typeof Serve;
      await serveGateway({ env: process.env, ...options });
    });
}
