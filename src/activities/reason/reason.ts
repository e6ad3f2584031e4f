import { Context } from '@temporalio/activity';
import type { EngineActivities, ReasonResult } from '../../contracts/activities';
import { UNTRUSTED_TEXT, untrustedTools } from '../../agents/untrusted-tools';
import { SeaworthyError } from '../../contracts/errors';
import type { NewEntry } from '../../contracts/entry';
import type { ModelProgress } from '../../integrations/anthropic/model';
import { SystemError } from '../../integrations/system-error';
import { HaltFound } from '../../ledger/halt-found';
import { readUntrusted } from '../../ledger/read-policy';
import { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../fault-point';
import { guarded } from '../guarded';
import { haltScopes } from '../halt-scopes';
import { Heartbeats } from '../heartbeats';
import { HaltWatch } from './halt-watch';
import { judgeCalls } from './judge-calls';
import { modelTools } from './model-tools';
import { performReads } from './perform-reads';
import { Policies } from './policies';
import { brokenOff, modelFor, think, thoughtEntry } from './think';
import { untilTaken } from './until-taken';
import type { Transcript } from './transcript';

type Input = Parameters<EngineActivities['reason']>[0];

/**
 * Reasons for a stretch: thinks, judges, performs inline reads and thinks again, each thought and result in the ledger before the next begins.
 * Returns when the workflow must act, when the stretch is used up, or when the step ends. What it has done is read from the ledger, so an
 * attempt that follows a crash goes on where the last one wrote.
 */
export function createReason(deps: Deps): EngineActivities['reason'] {
  const policies = new Policies(deps.ledger, deps.environment);
  const halts = new HaltWatch(deps.ledger);
  return guarded(async (input: Input) => {
    const heartbeats = new Heartbeats();
    try {
      return await stretch({ ...deps, policies, halts }, input, heartbeats);
    } finally {
      heartbeats.stop();
    }
  });
}

async function stretch(
  deps: Deps & { policies: Policies; halts: HaltWatch },
  input: Input,
  heartbeats: Heartbeats,
): Promise<ReasonResult> {
  const { agent, step } = lookUp(deps, input);
  const signal = Context.current().cancellationSignal;
  const attempt = new Attempt(deps.ledger, input.position);
  const of = { run: input.position.run, step: input.step, visit: input.visit };
  const tools = modelTools(agent, step);
  const scopes = haltScopes(agent, { system: 'anthropic' });
  const fromOthers = untrustedTools(agent);
  let untrusted = false;
  let transcript = await deps.transcripts.upTo((await attempt.begin()).seq, of);
  const watchedScopes = [...scopes, `tenant:${await deps.policies.tenantOf(of.run)}`];
  const firstTurn = transcript.turns;
  const ends = performance.now() + input.stretch.seconds * 1000;

  const append = async (entries: NewEntry[]): Promise<void> => {
    transcript = await deps.transcripts.advance(transcript, entries, await attempt.append(entries), of);
  };
  const so = <T extends object>(result: T): T & { turns: number; usd: string } => ({
    ...result,
    turns: transcript.turns,
    usd: transcript.usd.toFixed(),
  });

  for (;;) {
    const open = transcript.openCalls();
    if (open.length > 0) {
      untrusted ||= fromOthers.length > 0 && (await readUntrusted(deps.ledger, of.run, fromOthers));
      const judged = judgeCalls(
        agent,
        { name: input.step, ...step },
        open,
        { ...transcript.facts, [UNTRUSTED_TEXT]: untrusted },
        transcript.lastStop === 'max_tokens',
        await deps.policies.for(of.run, agent),
      );
      await append(judged.entries);
      if (judged.concluded !== undefined) return so({ type: 'concluded', outcome: judged.concluded });
      if (judged.calls.length > 0) {
        const inline = judged.calls.every(
          ({ tool, verdict }) =>
            verdict === 'allowed' && agent.tools[tool]!.effect === 'read' && agent.tools[tool]!.system.inline,
        );
        if (!inline) return so({ type: 'calls', calls: judged.calls.map(({ args: _, ...call }) => call) });
        heartbeats.say(`${judged.calls.map(({ tool }) => tool).join(', ')} · turn ${transcript.turns}`);
        await append(await performReads(deps, { agent, step: input.step, run: of.run, signal }, judged.calls));
        faultPoint('reason.read');
      }
    }
    if (transcript.malformed > agent.limits.malformed) return so({ type: 'exhausted', by: 'malformed' });
    if (transcript.lastStop === 'refusal') return so({ type: 'exhausted', by: 'refusal' });
    if (transcript.lastStop === 'model_context_window_exceeded') return so({ type: 'exhausted', by: 'context' });
    if (transcript.turns >= agent.limits.turns) return so({ type: 'exhausted', by: 'turns' });
    if (transcript.usd.gte(agent.limits.usd)) return so({ type: 'exhausted', by: 'usd' });
    const model = modelFor(agent, transcript);
    if (!model) return so({ type: 'unavailable', why: `${agent.models.join(' and ')} failed too often.` });
    if (transcript.turns - firstTurn >= input.stretch.turns || performance.now() > ends) return so({ type: 'more' });

    const turn = transcript.turns + 1;
    heartbeats.say(`thinking · turn ${turn}`);
    // The fence, once more: a zombie must not pay for a call, and nobody while halted.
    const { appended, halt, askedAt } = await attempt.check(scopes);
    if (halt) return so({ type: 'halted', ...halt });
    transcript = await deps.transcripts.advance(transcript, [], appended, of);
    const started = performance.now();
    const ask = { agent, name: model, purpose: step.purpose, tools, transcript };
    let progress: ModelProgress | undefined;
    try {
      const answer = await deps.halts.during({ scopes: watchedScopes, clearAt: askedAt, signal }, (either) =>
        think(deps.model, ask, {
          signal: either,
          onProgress: (now) => {
            progress = now;
            heartbeats.note(`thinking · turn ${turn} · ${now.chars} characters`);
          },
        }),
      );
      faultPoint('reason.answered');
      await append([thoughtEntry(attempt.id, input.step, turn, model, answer)]);
      faultPoint('reason.thought');
    } catch (error) {
      if (error instanceof HaltFound) {
        const broken = brokenOff(attempt, input.step, turn, model, progress, performance.now() - started);
        await untilTaken(() => append([broken]), signal);
        if (error.halt.halt > 0) return so({ type: 'halted', ...error.halt });
        continue; // the database is back, and is asked before anything else
      }
      if (!(error instanceof SystemError) || error.class === 'rate-limited') throw error;
      await append([failed(attempt, input.step, transcript, model, error, performance.now() - started)]);
      if (error.class === 'rejected') return so({ type: 'exhausted', by: 'model-rejected' });
      throw error;
    }
  }
}

function lookUp(deps: Deps, input: Input) {
  const agent = deps.agents[input.agent];
  const step = deps.maps[input.agent]?.steps[input.step];
  if (!agent || step?.kind !== 'agent')
    throw new SeaworthyError('Workflow.Unknown', `No agent step ${input.agent}/${input.step} on this worker.`);
  return { agent, step };
}

function failed(
  attempt: Attempt,
  step: string,
  transcript: Transcript,
  model: string,
  error: SystemError,
  ms: number,
): NewEntry {
  return {
    source: `${attempt.id}:${transcript.turns + 1}:failed:${attempt.fence.epoch}`,
    kind: 'model-failed',
    step,
    header: { model, class: error.class, code: error.code ?? '', ms: Math.round(ms) },
  };
}
