import { createInterface } from 'node:readline/promises';
import { agents } from '../../agents';
import { SeaworthyError } from '../../contracts/errors';
import { hintsIn } from '../../integrations/mcp/tell-changes';
import { SystemError } from '../../integrations/system-error';
import { writeMcpLock } from '../../integrations/mcp/mcp-lock';
import { lookAtTools, mcpSystems } from './look-at-tools';
import type { LookedAt } from './look-at-tools';
import { clean, print, printJson, printTable } from '../print';

export async function list(wanted: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const looked = await lookAt(wanted);
  if (json) return printJson(looked);
  printTable(
    [
      ['system', 14],
      ['tool', 26],
      ['used as', 18],
      ['state', 12],
      ['', 30],
    ],
    looked.map(({ system, tool, usedAs, effect, state, offered }) => [
      system,
      tool,
      usedAs.join(', '),
      state,
      [...(effect ? [effect] : []), ...(offered ? hintsIn(offered) : [])].join('. '),
    ]),
  );
}

export async function diff(wanted: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const changed = (await lookAt(wanted)).filter(({ changes }) => changes.length > 0);
  if (json) printJson(changed);
  else tell(changed);
  if (changed.length > 0) process.exitCode = 1;
}

export async function pin(
  wanted: string | undefined,
  { yes = false, json }: { yes?: boolean; json?: boolean },
): Promise<void> {
  for (const uses of mcpSystems(agents, wanted)) {
    const looked = await lookAtTools(uses, process.env);
    const changed = looked.filter(({ changes }) => changes.length > 0);
    if (json) printJson(changed);
    else tell(changed);
    if (changed.length === 0) continue;
    if (!yes && !(await confirmed(uses.system.name)))
      throw new SeaworthyError('Input.Invalid', 'Nothing was pinned. Say --yes once you have looked at it.');
    const { lock, pins } = uses.system.mcp;
    const kept = Object.values(pins).flatMap(({ definition }) => (uses.tools.has(definition.name) ? [definition] : []));
    const taken = looked.flatMap(({ usedAs, offered }) => (usedAs.length > 0 && offered ? [offered] : []));
    const now = new Map([...kept, ...taken].map((definition) => [definition.name, definition]));
    for (const { tool, state } of looked) if (state === 'gone') now.delete(tool);
    writeMcpLock(lock, uses.system.name, [...now.values()]);
    if (!json) print(`Pinned in ${lock}. Raise the agent's version and start the workers anew.`);
  }
}

async function lookAt(wanted: string | undefined): Promise<LookedAt[]> {
  const looked: LookedAt[] = [];
  for (const uses of mcpSystems(agents, wanted))
    try {
      looked.push(...(await lookAtTools(uses, process.env)));
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== 'not-set-up') throw error;
      process.stderr.write(`${error.message} Its tools are not looked at.\n`);
    }
  return looked;
}

function tell(changed: readonly LookedAt[]): void {
  if (changed.length === 0) return print('All that is used is what was pinned.');
  for (const { system, tool, changes } of changed) {
    print(`${system} · ${clean(tool)}`);
    for (const change of changes) print(`  ${clean(change)}`);
  }
}

async function confirmed(system: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Pin this for ${system}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
