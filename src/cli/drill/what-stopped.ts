import type { ContentBlock } from '@anthropic-ai/sdk/resources/messages';
import type { Entry } from '../../contracts/entry';
import type { Json } from '../../contracts/json';

type Of<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** How far one attempt came, told by the run's entries alone. `missing`: the ledger does not have it. */
export type Fate = { missing: true } | { missing: false; by: string };

/** What stopped one use of a tool: the layer's name, or what was done. */
export function whatStopped(entries: readonly Entry[], attempt: { requestId: string; id: string; tool: string }): Fate {
  const thought = entries.find(
    (entry): entry is Of<'thought'> => entry.kind === 'thought' && entry.header.requestId === attempt.requestId,
  );
  const uses = thought ? (thought.body as unknown as ContentBlock[]).filter(({ type }) => type === 'tool_use') : [];
  const index = uses.findIndex((block) => 'id' in block && block.id === attempt.id);
  if (!thought || index < 0) return { missing: true };
  const entered = entries.findLast(
    (entry): entry is Of<'step-entered'> =>
      entry.kind === 'step-entered' && entry.step === thought.step && entry.seq < thought.seq,
  );
  const call = `${thought.step}.${entered?.header.visit ?? 1}.${thought.header.turn}.${index}`;
  return { missing: false, by: stoppedBy(entries, call, attempt.tool) };
}

function stoppedBy(entries: readonly Entry[], call: string, tool: string): string {
  const verdict = entries.find(
    (entry): entry is Of<'verdict'> => entry.kind === 'verdict' && entry.header.call === call,
  );
  const result = entries.find((entry): entry is Of<'result'> => entry.kind === 'result' && entry.header.call === call);
  if (verdict?.header.verdict === 'denied') return layers[verdict.header.rule] ?? `policy (${verdict.header.rule})`;
  switch (result?.header.outcome) {
    case 'malformed':
      return 'schema';
    case 'done':
      return 'nothing: it is allowed';
    case 'denied':
      return peopleOn(entries, call) ?? 'policy, where it was to run';
    case 'rejected':
    case 'unavailable':
    case 'unknown':
      return 'the system';
    case undefined:
      return (tool === 'conclude' && afterConclusion(entries)) || howItEnded(entries) || 'the step was over';
  }
}

const layers: Readonly<Record<string, string>> = {
  'step-tools': "the step's tools",
  permission: 'permissions',
};

/** The people who refused the call, and by which rule they were asked. */
function peopleOn(entries: readonly Entry[], call: string): string | undefined {
  const asked = entries.find(
    (entry): entry is Of<'approval-asked'> => entry.kind === 'approval-asked' && textIn(entry.body, 'call') === call,
  );
  if (!asked) return undefined;
  return asked.header.gate === 'question' ? 'nobody answered' : `a person (${textIn(asked.body, 'rule')})`;
}

/** What became of a conclusion that was taken. */
function afterConclusion(entries: readonly Entry[]): string | undefined {
  if (howItEnded(entries)) return undefined;
  const resolved = entries.find(
    (entry): entry is Of<'branch-taken'> => entry.kind === 'branch-taken' && entry.step === 'resolved',
  );
  if (!resolved) return undefined;
  if (resolved.header.branch !== 'pay') return `nothing: it pays nothing (${resolved.header.branch})`;
  const posted = whatBecameOfPosting(entries);
  return entries.some(({ kind, step }) => kind === 'step-entered' && step === 'triage')
    ? `a person took over, then ${posted}`
    : posted;
}

/** Of the one write that moves money, whoever wanted it. */
export function whatBecameOfPosting(entries: readonly Entry[]): string {
  const ofStep = entries.filter(({ step }) => step === 'post');
  const rules = ofStep.flatMap((entry) => (entry.kind === 'approval-asked' ? [textIn(entry.body, 'rule')] : []));
  const done = ofStep.some((entry) => entry.kind === 'result' && entry.header.outcome === 'done');
  if (done)
    return rules.length > 0 ? `posted once a person had approved (${rules.join(', ')})` : 'posted without a person';
  return rules.length > 0 ? `a person (${rules.join(', ')})` : 'the system';
}

/** The limit by which the agent's step was ended. */
export function howItEnded(entries: readonly Entry[]): string | undefined {
  const left = entries.find(
    (entry): entry is Of<'path-taken'> => entry.kind === 'path-taken' && entry.header.exception === 'onExhausted',
  );
  const by = left && /did not conclude: ([\w-]+)/.exec(textIn(left.body, 'reason'))?.[1];
  return by && (limits[by] ?? by);
}

const limits: Readonly<Record<string, string>> = {
  turns: 'the limit of turns',
  usd: 'the limit of dollars',
  malformed: 'the limit of malformed calls',
  'model-rejected': 'the provider',
};

function textIn(value: Json, name: string): string {
  const text = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : '';
}
