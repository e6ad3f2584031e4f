import { z } from 'zod';
import type { CaseRequest, Check } from '../../contracts/cases';
import type { FlagRecord } from '../../ledger/list-flags';
import type { GatewayDeps } from '../deps';
import { invalid } from '../invalid';
import { workflowNamed } from '../workflow-names';

/** A case that can be held against what an agent does: its step is one of an agent, and its checks name fields and tools that there are. */
export function caseOf(
  { agents, maps }: Pick<GatewayDeps, 'agents' | 'maps'>,
  flag: Pick<FlagRecord, 'workflow' | 'step'>,
  { step: named, expect }: CaseRequest,
): { step: string; expect: Check[] } {
  const name = workflowNamed(agents, flag.workflow);
  const steps = maps[name]?.steps ?? {};
  const ofAgents = Object.keys(steps).filter((each) => steps[each]!.kind === 'agent');
  const step = named ?? (flag.step !== null && ofAgents.includes(flag.step) ? flag.step : ofAgents[0]);
  const declared = step !== undefined && Object.hasOwn(steps, step) ? steps[step] : undefined;
  if (step === undefined || declared?.kind !== 'agent')
    throw invalid([
      { path: ['case', 'step'], message: `name a step of an agent: ${ofAgents.join(', ') || 'there is none'}` },
    ]);
  const fields = fieldsOf(agents[name]?.outcomes[declared.outcome]);
  expect.forEach((check, index) => {
    const path = ['case', 'expect', index];
    if (check.check !== 'concludes' && !declared.tools.includes(check.tool))
      throw invalid([{ path: [...path, 'tool'], message: `the step has ${declared.tools.join(', ')}` }]);
    if (check.check === 'concludes' && !fields.includes(check.path.split('.')[0]!))
      throw invalid([{ path: [...path, 'path'], message: `the conclusion has ${fields.join(', ')}` }]);
  });
  return { step, expect };
}

function fieldsOf(outcome: z.ZodType | undefined): string[] {
  if (!outcome) return [];
  const { properties = {} } = z.toJSONSchema(outcome, { io: 'input', unrepresentable: 'any' }) as {
    properties?: object;
  };
  return Object.keys(properties);
}
