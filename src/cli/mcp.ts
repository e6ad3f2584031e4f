import type { Command } from 'commander';
import type * as RunMcp from './mcp/run-mcp';

export function addMcp(program: Command): void {
  const mcp = program.command('mcp').description('look at the tools of MCP servers, and pin those that may be used');
  mcp
    .command('list')
    .description('list what servers offer, what is used of it, and whether it is what was pinned')
    .argument('[system]')
    .option('--json', 'print JSON')
    .action((system: string | undefined, options: { json?: boolean }) => load().list(system, options));
  mcp
    .command('diff')
    .description('tell in words what is not as it was pinned; exit code 1 where anything is not')
    .argument('[system]')
    .option('--json', 'print JSON')
    .action((system: string | undefined, options: { json?: boolean }) => load().diff(system, options));
  mcp
    .command('pin')
    .description('tell what has changed, and pin it in mcp.lock.json once you say so; workers take it when they start')
    .argument('[system]')
    .option('--yes', 'you have looked at it: do not ask')
    .option('--json', 'print JSON')
    .action((system: string | undefined, options: { yes?: boolean; json?: boolean }) => load().pin(system, options));
}

// Heavy, so only when asked for; import() would look for an ES module.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (): typeof RunMcp => require('./mcp/run-mcp') as typeof RunMcp;
