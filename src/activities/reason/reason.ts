import { Context } from '@temporalio/activity';
import type { EngineActivities, ReasonResult } from '../../contracts/activities';
import { SeaworthyError } from '../../contracts/errors';
import type { NewEntry } from '../../contracts/entry';
import { SystemError } from '../../integrations/system-error';
import { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../fault-point';
import { guarded } from '../guarded';
import { Heartbeats } from '../heartbeats';
import { judgeCalls } from './judge-calls';
import { modelTools } from './model-tools';
import { performReads } from './perform-reads';
import { modelFor, think, thoughtEntry } from './think';
import type { Transcript } from './transcript';

type Input = Parameters<EngineActivities['reason']>[0];

/**
 * Reasons for a stretch: thinks, judges, performs inline reads and thinks again, each thought and result in the ledger before the next begins.
 * Returns when the workflow must act, when the stretch is used up, or when the step ends. What it has done is read from the ledger, so an
 * attempt that follows a crash goes on where the last one wrote.
 */
export function createReason(deps: Deps): EngineActivities['reason'] {
  return guarded(async (input: Input) => {
    const heartbeats = new Heartbeats();
    try {
      return await stretch(deps, input, heartbeats);
    } finally {
      heartbeats.stop();
    }
  });
}

async function stretch(deps: Deps, input: Input, heartbeats: Heartbeats): Promise<ReasonResult> {
  const { agent, step } = lookUp(deps, input);
  const signal = Context.current().cancellationSignal;
  const attempt = new Attempt(deps.ledger, input.position);
  const of = { run: input.position.run, step: input.step, visit: input.visit };
  const tools = modelTools(agent, step);
  let transcript = await deps.transcripts.upTo((await attempt.begin()).seq, of);
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
      const judged = judgeCalls(
        agent,
        { name: input.step, ...step },
        open,
        transcript.facts,
        transcript.lastStop === 'max_tokens',
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
    await append([]); // the fence, once more: a zombie must not pay for a call
    const started = performance.now();
    try {
      const answer = await think(
        deps.model,
        { agent, name: model, purpose: step.purpose, tools, transcript },
        {
          signal,
          onProgress: (chars) => heartbeats.note(`thinking · turn ${turn} · ${chars} characters`),
        },
      );
      faultPoint('reason.answered');
      await append([thoughtEntry(attempt.id, input.step, turn, model, answer)]);
      faultPoint('reason.thought');
    } catch (error) {
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
