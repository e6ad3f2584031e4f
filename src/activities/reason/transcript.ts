import type { MessageParam, ContentBlock, ToolResultBlockParam } from '@anthropic-ai/sdk/resources/messages';
import Decimal from 'decimal.js';
import { CONCLUDE, RECALL } from '../../agents/define-agent';
import type { Entry, Headers, ResultOutcome } from '../../contracts/entry';
import type { CallId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { briefOf, outputOf } from '../../masking/collect-entry';
import type { Vault } from '../../masking/vault';
import { callsIn } from '../../ledger/calls-in';
import type { WrittenCall } from '../../ledger/calls-in';
import { readOn, shorten } from './recall';

/** A call that has no result yet, with the values that it means. */
export interface ProposedCall extends WrittenCall {
  /** What looks like a token and stands for nothing in this run. */
  unknown: string[];
  /** The tools of the calls that were made before it in this step. */
  before: string[];
}

interface Thought {
  seq: number;
  stop: string;
  content: ContentBlock[];
  calls: WrittenCall[];
  /** What the model was shown after it; kept once it has answered that. */
  after?: MessageParam['content'] | undefined;
  /** The messages that all of this is sent as, once it does not change any more. */
  sent?: MessageParam[] | undefined;
}

/**
 * What a step's agent has been shown and has said, rebuilt from the ledger's entries and from nothing else (law 2). Pure. The agent is shown
 * tokens for personal values; in what it asks for, the values are back.
 */
export class Transcript {
  /** The last entry taken in. */
  seq = 0;
  turns = 0;
  usd = new Decimal(0);
  /** Tokens of the last call, prompt and answer: what the next prompt begins with. */
  tokens = 0;
  /** Of them, those that the last call read from the provider's cache or wrote into it. */
  cached: { tokens: number; model: string; at: Date } | undefined;
  malformed = 0;
  /** Model failures since the last thought, or since the run was last parked. */
  failures = 0;
  /** The lesser way in which the step goes on. */
  degraded: string | undefined;
  /** What the run is told beyond its agent's code, by id and version: chosen when it began. */
  guidance: readonly string[] = [];
  /** The rollout whose candidate has something in the place of the agent's own. */
  overrides: number | undefined;
  private readonly established: Record<string, Json> = {};
  private brief: Json = null;
  private opening: string | undefined;
  private thoughts: Thought[] = [];
  private readonly results = new Map<CallId, { outcome: ResultOutcome; body: Json; shown: number | undefined }>();
  /** Results that were shortened, as they would have been shown: what `recall` reads. */
  readonly wholes = new Map<string, string>();
  private readonly verdicts = new Map<CallId, Headers['verdict']>();

  constructor(
    private readonly step: string,
    private readonly visit: number,
    readonly vault: Vault,
  ) {}

  /** Entries come in order; those of other steps are facts of the run or nothing to this one. */
  apply(entry: Entry): void {
    if (entry.seq <= this.seq) return;
    this.seq = entry.seq;
    if (entry.kind === 'thought' && entry.step === this.step) this.freeze();
    this.vault.apply(entry);
    if (entry.kind === 'fact-established') {
      this.established[entry.header.name] = entry.body;
      return;
    }
    if (entry.kind === 'run-started') {
      this.guidance = entry.header.guidance ?? [];
      this.overrides = entry.header.overrides;
    }
    if (entry.step !== this.step) return;
    switch (entry.kind) {
      case 'step-entered':
        if (entry.header.visit === this.visit) this.restart(entry.body);
        return;
      case 'thought':
        this.think(entry, entry.header, entry.body as unknown as ContentBlock[]);
        return;
      case 'model-failed':
        if (!['halted', 'late'].includes(entry.header.class)) this.failures += 1; // those are no fault of the model's
        this.usd = this.usd.plus(entry.header.usd ?? 0);
        return;
      case 'degraded':
        this.degraded = entry.header.how;
        return;
      case 'unparked':
        this.failures = 0;
        return;
      case 'verdict':
        this.verdicts.set(entry.header.call, entry.header);
        return;
      case 'result':
        this.take(entry.header, entry.body);
        return;
      default:
        return;
    }
  }

  get facts(): Record<string, Json> {
    return this.vault.restore(this.established).value;
  }

  /** Calls of the last thought that have no result yet. */
  openCalls(): ProposedCall[] {
    const open = this.thoughts.at(-1)?.calls.filter(({ call }) => !this.results.has(call)) ?? [];
    const all = this.thoughts.flatMap(({ calls }) => calls).filter(({ tool }) => tool !== CONCLUDE);
    return open.map((call) => {
      const { value: args, unknown } = this.vault.restore(call.args);
      const before = all.slice(0, all.indexOf(call)).map(({ tool }) => tool);
      return { ...call, why: this.vault.maskText(call.why), args, unknown, before };
    });
  }

  verdictOf(call: CallId): Headers['verdict'] | undefined {
    return this.verdicts.get(call);
  }

  get lastStop(): string | undefined {
    return this.thoughts.at(-1)?.stop;
  }

  /** The conversation as the model is shown it. A pure function of the entries, so that every worker sends the same bytes. */
  messages(): MessageParam[] {
    const messages: MessageParam[] = [
      { role: 'user', content: [{ type: 'text', text: this.opening ?? this.openingText() }] },
    ];
    for (const thought of this.thoughts) for (const message of this.messagesOf(thought)) messages.push(message);
    return messages;
  }

  /** Keeps no messages any more: they are made anew for who goes on. */
  rest(): void {
    for (const thought of this.thoughts) thought.sent = undefined;
  }

  private messagesOf(thought: Thought): MessageParam[] {
    const { content, stop, after, sent } = thought;
    if (sent) return sent;
    if (content.length === 0) return [];
    const messages: MessageParam[] = [{ role: 'assistant', content }];
    // What paused goes back as it is: the provider continues its own turn.
    if (stop !== 'pause_turn') messages.push({ role: 'user', content: after ?? this.contentAfter(thought) });
    if (after) thought.sent = messages;
    return messages;
  }

  /**
   * What the model has answered stays as it was sent: a value that only became known since is not masked in hindsight, which would undo the
   * prompt cache and hide nothing any more.
   */
  private freeze(): void {
    const last = this.thoughts.at(-1);
    if (!last) this.opening = this.openingText();
    else if (last.calls.every(({ call }) => this.results.has(call))) last.after = this.contentAfter(last);
  }

  private openingText(): string {
    return `<brief>${JSON.stringify(this.vault.mask(this.brief, briefOf(this.vault, this.step)))}</brief>`;
  }

  private contentAfter({ calls, stop }: Thought): Extract<MessageParam['content'], unknown[]> {
    return calls.length > 0 ? calls.map((call) => this.resultOf(call)) : [nudge(stop)];
  }

  private resultOf({ call, tool, providerId }: WrittenCall): ToolResultBlockParam {
    const result = this.results.get(call);
    if (!result) throw new Error(`call ${call} has no result yet`);
    const done = result.outcome === 'done';
    return {
      type: 'tool_result',
      tool_use_id: providerId,
      content: tool === RECALL && done ? readOn(result.body, this.wholes) : this.textOf(call, tool, result),
      ...(done ? {} : { is_error: true }),
    };
  }

  private textOf(
    call: CallId,
    tool: string,
    { outcome, body, shown }: { outcome: ResultOutcome; body: Json; shown: number | undefined },
  ): string {
    const text = JSON.stringify(this.vault.mask(body, outcome === 'done' ? outputOf(this.vault, tool) : undefined));
    if (shown === undefined) return text;
    this.wholes.set(call, text); // the last time as it is frozen
    return shorten(text, shown, call);
  }

  private take({ call, outcome, shown }: Headers['result'], body: Json): void {
    this.results.set(call, { outcome, body, shown });
    if (outcome === 'malformed') this.malformed += 1;
  }

  private restart(brief: Json): void {
    this.brief = brief;
    this.opening = undefined;
    this.thoughts = [];
    // Call ids begin anew as well: what came before a reset must not answer them.
    this.results.clear();
    this.wholes.clear();
    this.verdicts.clear();
    this.turns = 0;
    this.usd = new Decimal(0);
    this.tokens = 0;
    this.cached = undefined;
    this.malformed = 0;
    this.failures = 0;
    this.degraded = undefined;
  }

  private think({ seq, at }: Entry, header: Headers['thought'], content: ContentBlock[]): void {
    const calls = callsIn(content, `${this.step}.${this.visit}.${header.turn}`, seq);
    this.thoughts.push({ seq, stop: header.stop, content, calls });
    this.turns += 1;
    this.usd = this.usd.plus(header.usd);
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = header;
    const cached = cacheRead + cacheWrite5m + cacheWrite1h;
    this.tokens = input + output + cached;
    this.cached = { tokens: cached, model: header.model, at };
    this.failures = 0;
  }
}

function nudge(stop: string): { type: 'text'; text: string } {
  const text =
    stop === 'max_tokens'
      ? 'Your answer was cut off by the output limit. Be brief: call one tool, or conclude.'
      : 'Go on by calling a tool, or end by calling conclude.';
  return { type: 'text', text };
}
