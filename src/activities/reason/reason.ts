import { Context } from '@temporalio/activity';
import type { EngineActivities, ReasonResult } from '../../contracts/activities';
import { modelsOf } from '../../agents/models-of';
import { steered } from '../../agents/steered';
import { UNTRUSTED_TEXT, untrustedTools } from '../../agents/untrusted-tools';
import { SeaworthyError } from '../../contracts/errors';
import type { ModelAnswer, ModelProgress } from '../../integrations/anthropic/model';
import type { SaidLimits } from '../../integrations/anthropic/rate-limits';
import { isUnpaid } from '../../integrations/anthropic/is-unpaid';
import { SystemError } from '../../integrations/system-error';
import { HaltFound } from '../../ledger/halt-found';
import { readUntrusted } from '../../ledger/read-policy';
import { NOTHING, settle } from '../../ledger/settle';
import type { Used } from '../../ledger/settle';
import { takeRequest } from '../../ledger/batch-requests';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../../fault-point';
import { guarded } from '../guarded';
import { haltScopes } from '../halt-scopes';
import { Heartbeats } from '../heartbeats';
import { Conversation } from './conversation';
import { Guidances } from './guidances';
import { HaltWatch } from './halt-watch';
import { judgeCalls } from './judge-calls';
import type { Judged } from './judge-calls';
import { notYet, theTurn } from './limits-a-minute';
import { modelTools } from './model-tools';
import { overBudget } from './over-budget';
import { performReads } from './perform-reads';
import { permitCall } from './permit-call';
import { Policies } from './policies';
import { queueCall } from './queue-call';
import { brokenOff, modelFor, thoughtEntry, usedBy } from './next-request';
import { cheaperEntry, failed } from './turn-entries';
import { untilTaken } from './until-taken';

/** For its turn by the provider's limits; whoever waits longer does not hold a worker. */
const PATIENCE_MS = 10_000;

/** The model as a system that runs wait for. */
const MODEL = 'anthropic';

type Input = Parameters<EngineActivities['reason']>[0];

/**
 * Reasons for a stretch: thinks, judges, performs inline reads and thinks again, each thought and result in the ledger before the next begins.
 * Returns when the workflow must act, when the stretch is used up, or when the step ends. What it has done is read from the ledger, so an
 * attempt that follows a crash goes on where the last one wrote.
 */
export function createReason(deps: Deps): EngineActivities['reason'] {
  const policies = new Policies(deps.ledger, deps.environment);
  const halts = new HaltWatch(deps.ledger);
  const guidances = new Guidances(deps.ledger);
  return guarded(deps.ledger, async (input: Input, attempt) => {
    const heartbeats = new Heartbeats(attempt);
    try {
      return await stretch({ ...deps, policies, halts, guidances }, input, attempt, heartbeats);
    } finally {
      heartbeats.stop();
    }
  });
}

type ReasonDeps = Deps & { policies: Policies; halts: HaltWatch; guidances: Guidances };

async function stretch(
  deps: ReasonDeps,
  input: Input,
  attempt: Attempt,
  heartbeats: Heartbeats,
): Promise<ReasonResult> {
  const of = { run: input.position.run, step: input.step, visit: input.visit };
  const conversation = await Conversation.open(attempt, deps.transcripts, of);
  try {
    return await converse(deps, input, attempt, heartbeats, conversation);
  } finally {
    conversation.close();
  }
}

async function converse(
  deps: ReasonDeps,
  input: Input,
  attempt: Attempt,
  heartbeats: Heartbeats,
  conversation: Conversation,
): Promise<ReasonResult> {
  const declared = await lookUp(deps, input);
  const signal = Context.current().cancellationSignal;
  const of = { run: input.position.run, step: input.step, visit: input.visit };
  let untrusted = false;
  const opened = conversation.transcript;
  const overrides = await deps.guidances.overrides(opened.overrides);
  const { agent, step } = steered(declared.agent, declared.step, overrides);
  const thinker = { ...agent, models: modelsOf(agent, step) };
  const tools = modelTools(agent, step);
  const scopes = haltScopes(agent, { system: 'anthropic' });
  const fromOthers = untrustedTools(agent);
  const watchedScopes = [...scopes, `tenant:${await deps.policies.tenantOf(of.run)}`];
  const guidance = await deps.guidances.of(opened.guidance, input.step);
  const firstTurn = opened.turns;
  let judgedAhead: Judged | undefined;
  let waitsSince: number | undefined;
  const ends = performance.now() + input.stretch.seconds * 1000;

  const so = async <T extends object>(result: T): Promise<T & { turns: number; usd: string; degraded?: string }> => {
    await conversation.write();
    const { turns, usd, degraded } = conversation.transcript;
    return { ...result, turns, usd: usd.toFixed(), ...(degraded ? { degraded } : {}) };
  };
  const judgeOpen = async (): Promise<Judged | undefined> => {
    const { transcript } = conversation;
    const open = transcript.openCalls();
    if (open.length === 0) return undefined;
    return judgeCalls(
      agent,
      { name: input.step, ...step },
      open,
      { ...transcript.facts, [UNTRUSTED_TEXT]: untrusted },
      transcript.lastStop === 'max_tokens',
      await deps.policies.for(of.run, agent),
      transcript.wholes,
    );
  };

  const gone = { type: 'unavailable', why: `${thinker.models.join(' and ')} failed too often.` } as const;
  if (attempt.lost) {
    // Whoever's fault it was: what kills workers is not tried for ever.
    const model = modelFor(thinker, opened) ?? '';
    await conversation.append([failed(attempt, input.step, opened, model, { class: 'lost' }, 0)]);
    if (!modelFor(thinker, conversation.transcript)) return so(gone);
  }

  for (;;) {
    if (!judgedAhead && conversation.transcript.openCalls().length > 0)
      untrusted ||= fromOthers.length > 0 && (await readUntrusted(deps.ledger, of.run, fromOthers));
    const judged = judgedAhead ?? (await judgeOpen());
    if (judged) {
      if (!judgedAhead) await conversation.append(judged.entries);
      faultPoint('reason.judged');
      judgedAhead = undefined;
      const { transcript } = conversation;
      if (judged.concluded !== undefined) {
        const shape = agent.outcomes[step.outcome];
        return so({ type: 'concluded', outcome: transcript.vault.maskDeclared(judged.concluded, shape) });
      }
      if (judged.calls.length > 0) {
        const inline = judged.calls.every(
          ({ tool, verdict }) =>
            verdict === 'allowed' && agent.tools[tool]!.effect === 'read' && agent.tools[tool]!.system.inline,
        );
        if (!inline) return so({ type: 'calls', calls: judged.calls.map(({ args: _, ...call }) => call) });
        heartbeats.say(`${judged.calls.map(({ tool }) => tool).join(', ')} · turn ${transcript.turns}`);
        // In the ledger before the next thought begins: with the question whether it may.
        conversation.takeIn(await performReads(deps, { agent, step: input.step, run: of.run, signal }, judged.calls));
        faultPoint('reason.read');
      }
    }
    const { transcript } = conversation;
    if (transcript.malformed > agent.limits.malformed) return so({ type: 'exhausted', by: 'malformed' });
    if (transcript.lastStop === 'refusal') return so({ type: 'exhausted', by: 'refusal' });
    if (transcript.lastStop === 'model_context_window_exceeded') return so({ type: 'exhausted', by: 'context' });
    if (transcript.turns >= agent.limits.turns) return so({ type: 'exhausted', by: 'turns' });
    if (transcript.usd.gte(agent.limits.usd)) return so({ type: 'exhausted', by: 'usd' });
    const first = modelFor(thinker, transcript);
    if (!first) return so(gone);
    if (transcript.turns - firstTurn >= input.stretch.turns || performance.now() > ends) return so({ type: 'more' });

    const turn = transcript.turns + 1;
    heartbeats.say(`thinking · turn ${turn}`);
    // The fence, once more: a zombie must not pay for a call, and nobody while halted, or beyond a budget (law 4).
    const asked = {
      ...{ agent: thinker, name: first, purpose: step.purpose, tools, transcript, guidance, step: input.step, scopes },
      ...{ timeoutMs: deps.model.timeoutMs, cheaper: step.onBudget?.path === 'cheaper' },
    };
    const { patience } = step;
    const waits = patience !== undefined && step.tools.length === 0 && turn === 1;
    const waited = waits ? await takeRequest(deps.ledger, of) : undefined;
    if (waited?.type === 'waits') return so({ type: 'queued', forMs: waited.forMs });
    if (waited?.type === 'answered') {
      const answer = waited.answer as unknown as ModelAnswer;
      await conversation.append([
        thoughtEntry(attempt.id, input.step, turn, waited.model, answer, { guidance, batch: true }),
      ]);
      continue;
    }
    const queue = waits && !waited ? await queueCall(deps, attempt, { ...asked, patience, call: of }) : undefined;
    const permit = queue ?? (await permitCall((...call) => conversation.check(...call), asked));
    if (permit.type === 'halted') return so({ type: 'halted', ...permit.halt });
    if (permit.type === 'unaffordable')
      return so(permit.budget ? overBudget(step, permit.budget) : { type: 'exhausted', by: 'usd' });
    if (permit.type === 'later') {
      waitsSince ??= performance.now();
      if (performance.now() - waitsSince > PATIENCE_MS) throw notYet(permit.ms);
      heartbeats.note(`waiting for what the provider allows a minute · turn ${turn}`);
      await theTurn((100 + permit.ms) * (1 + Math.random() / 2), signal); // who waits together does not come back together
      continue;
    }
    waitsSince = undefined;
    const { request, reservation, appended, askedAt, wait } = permit;
    faultPoint('reason.permitted');
    // Where somebody wrote in between, the request is made from that as well.
    const whole = conversation.transcript === transcript && appended.seq === transcript.seq;
    if (queue && whole) {
      deps.sendBatches();
      if (request.model !== first && !transcript.degraded)
        await conversation.append([cheaperEntry(input, request.model)]);
      return so({ type: 'queued', forMs: queue.forMs });
    }
    let said: SaidLimits | undefined;
    const settled = (usd: string, used: Used): Promise<void> =>
      settle(deps.ledger.pool, reservation, { usd, used, said });
    const heldBack = await deps.breakers.holdBack(MODEL, { run: of.run, call: '' });
    if (heldBack) {
      await settled('0', NOTHING);
      return so({ type: 'unavailable', why: heldBack });
    }
    if (!whole) {
      await settled('0', NOTHING);
      if (queue) await conversation.confirm(appended);
      continue;
    }
    const { model } = request;
    if (model !== first && !transcript.degraded) await conversation.append([cheaperEntry(input, model)]);
    let started = performance.now();
    let sent = false;
    let progress: ModelProgress | undefined;
    try {
      const think = (): Promise<ModelAnswer> =>
        deps.halts.during({ scopes: watchedScopes, clearAt: askedAt, signal }, async (either) => {
          await theTurn(wait, either);
          started = performance.now();
          sent = true;
          return deps.model.think(request, {
            signal: either,
            onProgress: (now) => {
              progress = now;
              heartbeats.note(`thinking · turn ${turn} · ${now.chars} characters`);
            },
            onLimits: (limits) => (said = { limits, at: performance.now() }),
          });
        });
      // While there is another model to fall back on, it is not the provider that is away.
      const answer = model === thinker.models.at(-1) ? await deps.breakers.during(MODEL, think) : await think();
      faultPoint('reason.answered');
      const thought = thoughtEntry(attempt.id, input.step, turn, model, answer, { guidance });
      conversation.takeIn([thought]);
      // Whether it has read text of others is for the ledger to say, which has to have the thought for that.
      const judged = fromOthers.length === 0 || untrusted ? await judgeOpen().catch(() => undefined) : undefined;
      conversation.takeIn(judged?.entries ?? []);
      await conversation.write({ reservation, usd: thought.header.usd, used: usedBy(answer.usage), said });
      if (conversation.transcript === transcript) judgedAhead = judged;
      faultPoint('reason.thought');
    } catch (error) {
      // What else fails is not settled: nobody knows what it cost, and it lapses into spent.
      if (!sent) await untilTaken(() => settled('0', NOTHING), signal);
      else if (error instanceof SystemError && isUnpaid(error)) await settled('0', { ...NOTHING, requests: 1 });
      if (error instanceof HaltFound) {
        const broken = brokenOff(attempt, input.step, turn, model, progress, performance.now() - started);
        conversation.takeIn([broken]);
        await untilTaken(() => conversation.write(), signal);
        if (error.halt.halt > 0) return so({ type: 'halted', ...error.halt });
        continue; // the database is back, and is asked before anything else
      }
      if (!(error instanceof SystemError) || error.class === 'rate-limited') throw error;
      await conversation.append([failed(attempt, input.step, transcript, model, error, performance.now() - started)]);
      if (error.class === 'rejected') return so({ type: 'exhausted', by: 'model-rejected' });
      throw error;
    }
  }
}

async function lookUp(deps: Deps, input: Input) {
  const agent = await deps.lineages.agentOf(input.position.run, input.agent);
  const step = deps.maps[input.agent]?.steps[input.step];
  if (step?.kind !== 'agent')
    throw new SeaworthyError('Workflow.Unknown', `No agent step ${input.agent}/${input.step} on this worker.`);
  return { agent, step };
}
