import type { z } from 'zod';
import type { Reconciled, RunFacts, ToolCall, WriteTool } from '../../agents/define-tool';
import type { Json } from '../../contracts/json';
import { SystemError } from '../../integrations/system-error';
import type { Claim } from '../../ledger/claims';
import { beginSending, claimWrite, noteDraft, releaseClaim, settleClaim } from '../../ledger/claims';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../fault-point';

export type AnyWrite = WriteTool<unknown, z.ZodType, z.ZodType>;

export type Written =
  { outcome: 'done'; output: Json } | { outcome: 'rejected'; reason: string } | { outcome: 'unknown'; reason: string };

/** What a person said of a write that nobody could tell about. */
export type Settlement = { happened: true; output: Json } | { happened: false };

export interface WriteRequest {
  step: string;
  call: string;
  name: string;
  tool: AnyWrite;
  args: unknown;
  facts: RunFacts;
  digest: string;
  signal: AbortSignal;
  settlement?: Settlement;
}

/**
 * claim → send → settle (law 3). An attempt that finds the claim unsettled asks the system whether it happened and never just sends again.
 * @throws SystemError of class `unknown` or `transient` with `retryAfterMs` when it is too early to tell: the next attempt asks again
 */
export async function performWrite(deps: Deps, attempt: Attempt, request: WriteRequest): Promise<Written> {
  const { tool, name, digest } = request;
  const { system } = tool;
  const key = tool.key(request.args);
  const claim = await claimWrite(
    deps.ledger,
    {
      run: attempt.run,
      step: request.step,
      tool: name,
      key,
      call: request.call,
      digest,
      requestTimeoutMs: system.requestTimeoutMs,
    },
    attempt.fence,
  );
  faultPoint('act.claimed');
  const write = new Write(deps, request, claim, `${attempt.run}/${name}/${key}`);
  if (claim.state !== 'settled') {
    if (request.settlement) return write.settleBy(request.settlement);
    if (claim.state !== 'claimed') return write.reconcile();
    return write.send();
  }
  if (claim.digest !== digest)
    return { outcome: 'rejected', reason: `${name} was done for ${key} with other arguments already.` };
  return { outcome: 'done', output: claim.outcome };
}

class Write {
  constructor(
    private readonly deps: Deps,
    private readonly request: WriteRequest,
    private readonly claim: Claim,
    private readonly reference: string,
  ) {}

  private get tool(): AnyWrite {
    return this.request.tool;
  }

  private get client(): unknown {
    return this.deps.clientOf(this.tool.system);
  }

  async send(): Promise<Written> {
    try {
      return await this.settle(this.tool.write === 'two-phase' ? await this.sendTwoPhase() : await this.sendOnce());
    } catch (error) {
      return this.afterTrouble(error);
    }
  }

  private async sendOnce(): Promise<unknown> {
    if (this.tool.write === 'two-phase') throw new TypeError('unreachable');
    return this.tool.run(this.request.args, this.client, await this.callThatMaySend());
  }

  private async sendTwoPhase(): Promise<unknown> {
    if (this.tool.write !== 'two-phase') throw new TypeError('unreachable');
    let draft = this.claim.draft;
    if (!draft) {
      const made = await this.tool.draft(this.request.args, this.client, await this.callThatMaySend());
      faultPoint('act.drafted');
      draft = await noteDraft(this.deps.ledger, this.claim, made.draft);
    }
    const output = await this.tool.commit(draft, this.client, await this.callThatMaySend());
    faultPoint('act.committed');
    return output;
  }

  /** Another attempt may have sent: find out, and do nothing before that. */
  async reconcile(): Promise<Written> {
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
    const found = await this.ask().catch((error: unknown) => {
      // Not `unavailable`: the write may have happened, so the run cannot move on until the system can be asked.
      if (error instanceof SystemError && error.class !== 'unknown')
        throw this.tooEarly(error.message, error.retryAfterMs);
      throw error;
    });
    switch (found.happened) {
      case 'yes':
        return this.settle(found.output);
      case 'not-yet':
        throw this.tooEarly('the system has not finished it', 1_000);
      case 'never':
        if (neverBelievedForMs > 0) throw this.tooEarly('it may still take effect', neverBelievedForMs);
        await releaseClaim(this.deps.ledger, this.claim, 'claimed');
        return this.send();
    }
  }

  private async ask(): Promise<Reconciled<unknown>> {
    // The system honours our reference: sending again is asking.
    if (this.tool.write !== 'two-phase') return { happened: 'never' };
    const found = await this.tool.find(this.request.args, this.client, this.call());
    if (!found) return { happened: 'never' };
    const draft = await noteDraft(this.deps.ledger, this.claim, found.draft);
    if (found.output !== undefined && draft === found.draft) return { happened: 'yes', output: found.output };
    return { happened: 'yes', output: await this.tool.commit(draft, this.client, await this.callThatMaySend()) };
  }

  async settleBy(person: Settlement): Promise<Written> {
    if (person.happened) return this.settle(person.output);
    await releaseClaim(this.deps.ledger, this.claim, 'claimed');
    return this.send();
  }

  private async settle(output: unknown): Promise<Written> {
    const settled = await settleClaim(this.deps.ledger, this.claim, this.tool.output.parse(output) as Json);
    faultPoint('act.settled');
    return { outcome: 'done', output: settled };
  }

  private async afterTrouble(error: unknown): Promise<Written> {
    if (!(error instanceof SystemError)) throw error;
    switch (error.class) {
      case 'rejected':
        await releaseClaim(this.deps.ledger, this.claim, 'refused');
        return { outcome: 'rejected', reason: error.message };
      case 'transient':
      case 'rate-limited':
      case 'credential': // the client is sure that nothing took effect
        await releaseClaim(this.deps.ledger, this.claim, 'claimed');
        throw error;
      case 'malformed':
      case 'unknown':
        await releaseClaim(this.deps.ledger, this.claim, 'unknown');
        throw this.tooEarly(error.message, 1_000);
    }
  }

  private tooEarly(why: string, retryAfterMs?: number): SystemError {
    const delay = retryAfterMs === undefined ? {} : { retryAfterMs };
    return new SystemError(`${this.request.name}: ${why}; asking again.`, {
      class: 'unknown',
      system: this.tool.system.name,
      ...delay,
    });
  }

  private call(beforeSend: () => void = () => undefined): ToolCall {
    return {
      signal: this.request.signal,
      timeoutMs: this.tool.system.requestTimeoutMs,
      beforeSend,
      reference: this.reference,
      facts: this.request.facts,
    };
  }

  private async callThatMaySend(): Promise<ToolCall> {
    const { requestTimeoutMs, settlesWithinMs } = this.tool.system;
    const check = await beginSending(this.deps.ledger, this.claim, { requestTimeoutMs, settlesWithinMs });
    faultPoint('act.sending');
    return this.call(check);
  }
}
