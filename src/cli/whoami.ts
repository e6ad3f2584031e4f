import type { Command } from 'commander';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson } from './print';

export function addWhoami(program: Command): void {
  program
    .command('whoami')
    .description('tell as whom you call the gateway, and what you may do')
    .addOption(asOption('reviewer'))
    .option('--json', 'print JSON')
    .action(whoami);
}

async function whoami({ as, json }: { as: Person; json?: boolean }): Promise<void> {
  const me = await connect(as).me();
  if (json) return printJson(me);
  print(`${me.name} (${me.issuer}|${me.subject}): ${me.roles.join(', ') || 'no roles'}`);
  if (me.tenants) print(`Only for ${me.tenants.join(', ') || 'no tenant'}.`);
}
