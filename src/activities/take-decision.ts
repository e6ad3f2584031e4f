import type { z } from 'zod';
import type { DecisionTaken, EngineActivities } from '../contracts/activities';
import type { NewEntry } from '../contracts/entry';
import type { ApprovalId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { faultPoint } from '../fault-point';
import { digestOf } from '../ledger/digest-of';
import { readArguments } from '../ledger/read-arguments';
import { readDecision, refusals, saysDecided } from '../ledger/read-decision';
import type { Question } from '../ledger/run-decisions';
import { answerOf } from '../masking/collect-entry';
import type { Vault } from '../masking/vault';
import type { Attempt } from './attempt';
import type { Deps } from './deps';
import { guarded } from './guarded';

/**
 * Takes a decision from the ledger once its signatures hold; what a Signal or Update said is not asked. What only looks like a decision is
 * recorded as an attempt, and the gate goes on waiting. A denial, and the answer to a question that a tool put, are the result of the call
 * they were about.
 */
export function createTakeDecision(deps: Deps): EngineActivities['takeDecision'] {
  const { ledger, verifier } = deps;
  return guarded(ledger, async (input, attempt): Promise<DecisionTaken> => {
    const { position, approval, step, call, tool, roles, told } = input;
    await attempt.begin();
    const expected = {
      step,
      ...(call ? { call } : {}),
      ...(tool === undefined ? {} : { tool }),
      ...(roles ? { roles } : {}),
    };
    const weighed = await readDecision(ledger, verifier, { run: position.run, approval }, { expected });
    const refused = weighed?.refused ?? [];
    const approves = weighed?.closing?.decision === 'approve' && weighed.question?.call && weighed.question;
    if (approves && (await digestInLedger(deps, position.run, approves)) !== approves.digest)
      refused.push(...weighed.held.map(({ entry }) => ({ entry, reason: 'other-arguments' as const })));
    const nothing = told && refused.length === 0 && weighed?.held.length === 0;
    const attempts = refusals(approval, step, nothing ? [{ entry: 0, reason: 'no-decision' }] : refused);
    const closing = weighed?.closing;
    if (!closing || refused.some(({ entry }) => entry === closing.entry)) {
      if (attempts.length > 0) await attempt.append(attempts);
      // Recording that there is none also sets the row right.
      if (told && (await saysDecided(ledger, approval))) await attempt.append([forgedRow(attempt, approval, step)]);
      return { type: 'pending' };
    }
    const { decision, reason, content } = closing;
    const entries: NewEntry[] = [
      ...attempts,
      { source: `taken:${approval}`, kind: 'decision-taken', step, header: { approval, decision } },
    ];
    if (call && weighed.question?.gate !== 'task' && (decision === 'deny' || decision === 'answer')) {
      const answered = decision === 'answer';
      entries.push({
        source: `call:${call}:result`,
        kind: 'result',
        step,
        header: { call, tool: tool ?? '', outcome: answered ? 'done' : 'denied', ms: 0 },
        body: answered ? (content.answer ?? null) : { error: `A person refused this: ${reason}` },
      });
    }
    await attempt.append(entries);
    faultPoint('decision.taken');
    const vault = await deps.vaults.of(position.run);
    return {
      type: 'decided',
      decision,
      reason: vault.maskText(reason),
      ...(content.answer === undefined ? {} : { answer: forWorkflow(vault, approval, content.answer) }),
    };
  });
}

/** Each time it is found: the row is weighed anew with every entry. */
function forgedRow(attempt: Attempt, approval: ApprovalId, step: string): NewEntry {
  const header = { approval, reason: 'no-decision' as const, entry: 0 };
  return { source: `refused:${approval}:row:${attempt.id}`, kind: 'decision-refused', step, header };
}

/** An answer as it goes through Temporal. One that the engine itself asked for has no shape, and no workflow decides by its texts. */
function forWorkflow(vault: Vault, approval: ApprovalId, answer: Json): Json {
  const shape = answerOf(vault, approval);
  return shape ? vault.maskDeclared(answer, shape) : vault.mask(answer);
}

/** Of the arguments as they are now, whatever the question says. */
async function digestInLedger(deps: Deps, run: string, { agent, tool, call, origin }: Question): Promise<string> {
  if (!origin) return '';
  const { value: args } = (await deps.vaults.of(run)).restore(await readArguments(deps.ledger, { run, call, origin }));
  const tools = deps.agents[agent.slice(0, agent.lastIndexOf('@'))]?.tools ?? {};
  const schema = Object.hasOwn(tools, tool) ? (tools[tool]!.input as z.ZodType) : undefined;
  const parsed = schema?.safeParse(args);
  return parsed?.success ? digestOf(parsed.data) : '';
}
