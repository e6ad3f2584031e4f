import type { Agent } from '../../agents/define-agent';
import type { Judgement } from '../../agents/judge';
import type { ActInput } from '../../contracts/activities';
import type { NewEntry } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { MapData } from '../../contracts/map';
import { digestOf } from '../../ledger/digest-of';

interface Judged {
  agent: Agent;
  map: MapData;
  judgement: Judgement;
  /** Version of the rules in force. */
  rules: number;
  /** Undefined where there is no such tool. */
  args: unknown;
}

/** How a call of the workflow itself was judged first; what a model proposes was judged, and noted, before it came here. */
export function verdictEntry({ call, step, tool }: ActInput, { agent, map, judgement, rules, args }: Judged): NewEntry {
  const { verdict, rule } = judgement;
  const digest = args === undefined ? '' : digestOf(args);
  return {
    source: `call:${call}:verdict`,
    kind: 'verdict',
    step,
    header: { call, tool, verdict, rule, policy: agent.version, rules, digest },
    body: {
      why: map.steps[step]?.purpose ?? '',
      ...(judgement.verdict === 'denied' ? { reason: judgement.reason } : {}),
      ...(judgement.verdict === 'needs-approval' ? { approval: { ...judgement.approval } as unknown as Json } : {}),
    },
  };
}
