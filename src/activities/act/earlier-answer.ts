import type { ActInput, ActResult } from '../../contracts/activities';
import { noteAnswer, recallAnswer } from '../../ledger/answers';
import type { Deps } from '../deps';
import { parseOutput } from './parse-output';
import type { AnyRead } from './perform-read';

/** How old an answer may be that stands in for one, by this worker's own copy of the map; undefined where none may. */
function noOlderThan({ maps }: Deps, { agent, step: name }: ActInput): string | undefined {
  const step = maps[agent]?.steps[name];
  return step?.kind === 'system' && step.onUnavailable.path === 'cached' ? step.onUnavailable.noOlderThan : undefined;
}

/** Notes an answer where it may stand in for a later one. */
export async function keepAnswer(deps: Deps, input: ActInput, digest: string): Promise<void> {
  if (!noOlderThan(deps, input)) return;
  const { agent, tool, call } = input;
  await noteAnswer(deps.ledger, { run: input.position.run, agent, tool, digest, call });
}

/** What the system last answered to the same question. One that does not fit what the tool declares by now is none. */
export async function earlierAnswer(
  deps: Deps,
  input: ActInput,
  tool: AnyRead,
  digest: string,
): Promise<Extract<ActResult, { type: 'done' }> | undefined> {
  const age = input.takesCached ? noOlderThan(deps, input) : undefined;
  if (!age) return undefined;
  const { agent, tool: name } = input;
  const found = await recallAnswer(deps.ledger, {
    ...{ run: input.position.run, agent, tool: name, digest, noOlderThan: age },
  });
  if (!found || !tool.output.safeParse(found.body).success) return undefined;
  return { type: 'done', output: parseOutput(tool, found.body), asOf: found.at.toISOString() };
}
