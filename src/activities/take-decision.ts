import type { DecisionTaken, EngineActivities } from '../contracts/activities';
import type { NewEntry } from '../contracts/entry';
import { readDecision } from '../ledger/read-decision';
import { Attempt } from './attempt';
import type { Deps } from './deps';
import { guarded } from './guarded';

/**
 * Takes a decision from the ledger; what a Signal or Update said is not asked. A denial, and the answer to a question that a tool put, are the
 * result of the call they were about.
 */
export function createTakeDecision({ ledger }: Deps): EngineActivities['takeDecision'] {
  return guarded(async ({ position, approval, step, call, tool }): Promise<DecisionTaken> => {
    const attempt = new Attempt(ledger, position);
    await attempt.begin();
    const decision = await readDecision(ledger, position.run, approval);
    if (!decision) return { type: 'pending' };
    const entries: NewEntry[] = [
      { source: `taken:${approval}`, kind: 'decision-taken', step, header: { approval, decision: decision.decision } },
    ];
    if (call && decision.gate !== 'task' && (decision.decision === 'deny' || decision.decision === 'answer')) {
      const answered = decision.decision === 'answer';
      entries.push({
        source: `call:${call}:result`,
        kind: 'result',
        step,
        header: { call, tool: tool ?? '', outcome: answered ? 'done' : 'denied', ms: 0 },
        body: answered ? (decision.answer ?? null) : { error: `A person refused this: ${decision.reason}` },
      });
    }
    await attempt.append(entries);
    const { decision: kind, reason, answer } = decision;
    return { type: 'decided', decision: kind, reason, ...(answer === undefined ? {} : { answer }) };
  });
}
