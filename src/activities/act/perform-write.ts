import type { z } from 'zod';
import type { RunFacts, ToolCall, WriteLimit, WriteTool } from '../../agents/define-tool';
import type { ApprovalRule } from '../../contracts/activities';
import type { ApprovalId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { InputRequired } from '../../integrations/mcp/input-required';
import type { GivenInput } from '../../integrations/mcp/input-required';
import { SystemError } from '../../integrations/system-error';
import type { Claim } from '../../ledger/claims';
import { beginSending, claimWrite, freeClaim, noteDraft, releaseClaim, settleClaim } from '../../ledger/claims';
import type { HaltScopes } from '../../ledger/halt-found';
import { OverLimit } from '../../ledger/limits';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../../fault-point';
import { keepAnswer } from './keep-answer';
import { parseOutput } from './parse-output';

export type AnyWrite = WriteTool<unknown, z.ZodType, z.ZodType>;

export type Written =
  | { outcome: 'done'; output: Json }
  | { outcome: 'rejected'; reason: string }
  /** `askAgainAfterMs`: where the system may be able to tell later. */
  | { outcome: 'unknown'; reason: string; askAgainAfterMs?: number }
  | { outcome: 'over-limit'; approval: ApprovalRule };

/** What a person said of a write that nobody could tell about; used once, by the approval's id. */
export interface Settlement {
  approval: ApprovalId;
  said: { happened: true; output: Json } | { happened: false };
}

export interface WriteRequest {
  step: string;
  call: string;
  name: string;
  tool: AnyWrite;
  args: unknown;
  facts: RunFacts;
  /** What the tool limits of it. */
  limits: readonly WriteLimit[];
  digest: string;
  /** What halts it falls under. */
  scopes: HaltScopes;
  /** What it is done under, where people have approved this very call. */
  approval: { id: string; rule: string | undefined; expires: Date } | undefined;
  settlement?: Settlement | undefined;
  /** What the system asked for when it was called before. */
  input?: GivenInput | undefined;
}

/** What a fresh attempt must not be cut short by: a write that was begun is finished or found out about, whatever is cancelled. */
const NEVER = new AbortController().signal;

/**
 * claim → send → settle (law 3). An attempt that finds the claim unsettled asks the system whether it happened and never just sends again.
 * @throws SystemError of class `unknown` when it is too early to tell: the next attempt asks again, later each time, until it has taken so long
 * that people are asked as well; HaltFound and ApprovalSpent, and then nothing more was sent
 */
export async function performWrite(deps: Deps, attempt: Attempt, request: WriteRequest): Promise<Written> {
  const { tool, name, digest } = request;
  const key = tool.key(request.args);
  const draws = request.settlement ? [] : request.limits;
  const claim = await claimWrite(
    deps.ledger,
    {
      run: attempt.run,
      step: request.step,
      tool: name,
      key,
      call: request.call,
      digest,
      requestTimeoutMs: tool.system.requestTimeoutMs,
      scopes: request.scopes,
      approval: request.approval,
      limits: {
        draws,
        approved: request.approval !== undefined,
        beyond: draws.some(({ approvedToo, over }) => approvedToo && over.rule === request.approval?.rule),
      },
    },
    attempt.fence,
  ).catch((error: unknown) => {
    const passed = error instanceof OverLimit && draws.find((draw) => draw === error.draw);
    if (passed) return { over: passed.over };
    throw error;
  });
  if ('over' in claim) return { outcome: 'over-limit', approval: claim.over };
  attempt.saw(claim.head);
  faultPoint('act.claimed');
  // The arguments are in the reference: what was made for others is not found by it, and no key is used again for another body.
  const write = new Write(deps, attempt, request, claim, `${attempt.run}/${name}/${digest.slice(0, 16)}/${key}`);
  const otherArguments: Written = {
    outcome: 'rejected',
    reason: `${name} was done for ${key} with other arguments already.`,
  };
  if (claim.state === 'settled')
    return claim.digest === digest ? { outcome: 'done', output: claim.outcome } : otherArguments;
  if (request.settlement) return write.settleBy(request.settlement);
  if (claim.state === 'claimed') return write.send();
  if (claim.digest !== digest)
    return { outcome: 'unknown', reason: `${name} was sent for ${key} with other arguments, and no answer came.` };
  return write.reconcile();
}

class Write {
  /** An earlier sending may have taken effect. Until the system has disproved it, no refusal of a later one is an answer. */
  private maybeDone: boolean;

  constructor(
    private readonly deps: Deps,
    private readonly attempt: Attempt,
    private readonly request: WriteRequest,
    private readonly claim: Claim,
    private readonly reference: string,
  ) {
    this.maybeDone = claim.state === 'sending' || claim.state === 'unknown';
  }

  private get tool(): AnyWrite {
    return this.request.tool;
  }

  private get client(): unknown {
    return this.deps.clientOf(this.tool.system);
  }

  /** A request to the system, of which its breaker takes note. */
  private noted<T>(ask: () => Promise<T>): Promise<T> {
    return this.deps.breakers.during(this.tool.system.name, ask);
  }

  async send(): Promise<Written> {
    try {
      return await this.settle(this.tool.write === 'two-phase' ? await this.sendTwoPhase() : await this.sendOnce());
    } catch (error) {
      if (error instanceof SettledMeanwhile) return { outcome: 'done', output: error.outcome };
      return this.afterTrouble(error);
    }
  }

  private async sendOnce(): Promise<unknown> {
    const { tool } = this;
    if (tool.write === 'two-phase') throw new TypeError('unreachable');
    const call = await this.callThatMaySend();
    return this.noted(() => tool.run(this.request.args, this.client, call));
  }

  private async sendTwoPhase(): Promise<unknown> {
    const { tool } = this;
    if (tool.write !== 'two-phase') throw new TypeError('unreachable');
    let draft = this.claim.draft;
    if (!draft) {
      const call = await this.callThatMaySend();
      const made = await this.noted(() => tool.draft(this.request.args, this.client, call));
      faultPoint('act.drafted');
      draft = await noteDraft(this.deps.ledger, this.claim, made.draft);
      faultPoint('act.noted');
    }
    const call = await this.callThatMaySend();
    const output = await this.noted(() => tool.commit(draft, this.request.args, this.client, call));
    faultPoint('act.committed');
    return output;
  }

  /** Another attempt may have sent: find out, and do nothing before that. What has been unknown for too long, people are asked about too. */
  async reconcile(): Promise<Written> {
    try {
      return await this.findOut();
    } catch (error) {
      const { asksPeopleAfterMs } = this.tool.system;
      const unknown = error instanceof SystemError && error.class === 'unknown';
      if (!unknown || this.claim.unknownForMs < asksPeopleAfterMs) throw error;
      return { outcome: 'unknown', reason: error.message, askAgainAfterMs: asksPeopleAfterMs };
    }
  }

  private async findOut(): Promise<Written> {
    const { mayBeOnItsWayForMs, neverBelievedForMs, draft } = this.claim;
    if (draft) return this.send(); // committing by id has one effect however often it is asked
    if (this.tool.write === 'blind') {
      await releaseClaim(this.deps.ledger, this.claim, 'unknown');
      return {
        outcome: 'unknown',
        reason: `${this.request.name} was sent, no answer came, and the system cannot be asked.`,
      };
    }
    if (mayBeOnItsWayForMs > 0) throw this.tooEarly('a request may still be on its way', mayBeOnItsWayForMs);
    if (this.tool.write === 'idempotent') return this.send(); // the system honours our reference: sending again is asking
    const found = await this.find();
    if (found) return this.send();
    if (neverBelievedForMs > 0) throw this.tooEarly('it may still take effect', neverBelievedForMs);
    this.maybeDone = false;
    return this.send();
  }

  /** Looks for the draft by our reference, and notes it. */
  private async find(): Promise<{ draft: string; output?: unknown } | null> {
    const { tool } = this;
    if (tool.write !== 'two-phase') return null;
    try {
      const found = await this.noted(() => tool.find(this.request.args, this.client, this.call()));
      if (found) this.claim.draft = await noteDraft(this.deps.ledger, this.claim, found.draft);
      return found;
    } catch (error) {
      // Not `unavailable`: the write may have happened, so the run cannot move on until the system can be asked.
      if (error instanceof SystemError) throw this.tooEarly(error.message, error.retryAfterMs);
      throw error;
    }
  }

  async settleBy({ approval, said }: Settlement): Promise<Written> {
    if (said.happened) return this.settle(said.output);
    // `claimed`: it was freed already, and then nothing could be sent, as under a halt.
    const freed = this.claim.state === 'claimed';
    if (freed || (await freeClaim(this.deps.ledger, this.claim, approval, this.request.digest))) {
      this.maybeDone = false;
      return this.send();
    }
    return this.reconcile();
  }

  private async settle(output: unknown): Promise<Written> {
    const settled = await settleClaim(this.deps.ledger, this.claim, parseOutput(this.tool, output));
    faultPoint('act.settled');
    return { outcome: 'done', output: settled };
  }

  private async afterTrouble(error: unknown): Promise<Written> {
    if (error instanceof InputRequired)
      await releaseClaim(this.deps.ledger, this.claim, this.maybeDone ? 'unknown' : 'claimed');
    if (!(error instanceof SystemError)) throw error;
    const { step, name: tool } = this.request;
    await keepAnswer(this.deps, { run: this.attempt.run, step, tool }, error);
    const unknown = error.class === 'unknown' || error.class === 'malformed';
    if (unknown || (this.maybeDone && error.class !== 'rejected')) {
      await releaseClaim(this.deps.ledger, this.claim, 'unknown');
      faultPoint('act.unknown');
      throw this.tooEarly(error.message, error.retryAfterMs);
    }
    if (error.class === 'rejected') return this.afterRejection(error);
    await releaseClaim(this.deps.ledger, this.claim, 'claimed'); // the client is sure that nothing took effect
    throw error;
  }

  /** A refusal is an answer, unless an earlier sending without one may be what it refuses to repeat. */
  private async afterRejection(error: SystemError): Promise<Written> {
    if (this.maybeDone) {
      const found = await this.find();
      if (found?.output !== undefined) return this.settle(found.output);
      if (this.tool.write !== 'two-phase') {
        await releaseClaim(this.deps.ledger, this.claim, 'unknown');
        return {
          outcome: 'unknown',
          reason: `${this.request.name} was sent before without an answer, and is now refused: ${error.message}`,
        };
      }
    }
    await releaseClaim(this.deps.ledger, this.claim, 'refused');
    return { outcome: 'rejected', reason: error.message };
  }

  /** Later each time, up to a minute, unless it is known when. */
  private tooEarly(
    why: string,
    retryAfterMs = Math.min(60_000, 500 * 2 ** Math.min(this.claim.epoch, 8)),
  ): SystemError {
    return new SystemError(`${this.request.name}: ${why}; asking again.`, {
      class: 'unknown',
      system: this.tool.system.name,
      retryAfterMs,
    });
  }

  private call(beforeSend: () => void = () => undefined): ToolCall {
    const { facts } = this.request;
    return {
      signal: NEVER,
      timeoutMs: this.tool.system.requestTimeoutMs,
      beforeSend,
      reference: this.reference,
      facts,
      input: this.request.input,
    };
  }

  private async callThatMaySend(): Promise<ToolCall> {
    let { check } = await this.leaveToSend();
    return {
      ...this.call(() => check()),
      renew: async () => {
        ({ check } = await this.leaveToSend());
      },
    };
  }

  private async leaveToSend(): Promise<{ check: () => void }> {
    const sending = await beginSending(this.deps.ledger, this.claim, this.tool.system, this.request.scopes);
    if (sending.type === 'settled') throw new SettledMeanwhile(sending.outcome);
    faultPoint('act.sending');
    return sending;
  }
}

/** A frozen attempt woke up and settled while this one was about to send. */
class SettledMeanwhile extends Error {
  constructor(readonly outcome: Json) {
    super('settled meanwhile');
  }
}
