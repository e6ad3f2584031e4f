import type { MessageParam, ContentBlock, ToolResultBlockParam } from '@anthropic-ai/sdk/resources/messages';
import Decimal from 'decimal.js';
import type { Entry, Headers, ResultOutcome } from '../../contracts/entry';
import type { CallId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';

/** A tool call of the model, as its thought holds it. */
export interface ProposedCall {
  call: CallId;
  tool: string;
  why: string;
  args: Json;
  /** Sequence number of the thought. */
  seq: number;
}

interface Thought {
  seq: number;
  stop: string;
  content: ContentBlock[];
  calls: (ProposedCall & { providerId: string })[];
}

/** What a step's agent has been shown and has said, rebuilt from the ledger's entries and from nothing else (law 2). Pure. */
export class Transcript {
  /** The last entry taken in. */
  seq = 0;
  turns = 0;
  usd = new Decimal(0);
  malformed = 0;
  /** Model failures since the last thought, or since the run was last parked. */
  failures = 0;
  readonly facts: Record<string, unknown> = {};
  private brief: Json = null;
  private thoughts: Thought[] = [];
  private readonly results = new Map<CallId, { outcome: ResultOutcome; body: Json }>();
  private readonly verdicts = new Map<CallId, Headers['verdict']>();

  constructor(
    private readonly step: string,
    private readonly visit: number,
  ) {}

  /** Entries come in order; those of other steps are facts of the run or nothing to this one. */
  apply(entry: Entry): void {
    if (entry.seq <= this.seq) return;
    this.seq = entry.seq;
    if (entry.kind === 'fact-established') {
      this.facts[entry.header.name] = entry.body;
      return;
    }
    if (entry.step !== this.step) return;
    switch (entry.kind) {
      case 'step-entered':
        if (entry.header.visit === this.visit) this.restart(entry.body);
        return;
      case 'thought':
        this.think(entry.seq, entry.header, entry.body as unknown as ContentBlock[]);
        return;
      case 'model-failed':
        if (entry.header.class !== 'halted') this.failures += 1; // no fault of the model's
        this.usd = this.usd.plus(entry.header.usd ?? 0);
        return;
      case 'unparked':
        this.failures = 0;
        return;
      case 'verdict':
        this.verdicts.set(entry.header.call, entry.header);
        return;
      case 'result':
        this.results.set(entry.header.call, { outcome: entry.header.outcome, body: entry.body });
        if (entry.header.outcome === 'malformed') this.malformed += 1;
        return;
      default:
        return;
    }
  }

  /** Calls of the last thought that have no result yet. */
  openCalls(): ProposedCall[] {
    return this.thoughts.at(-1)?.calls.filter(({ call }) => !this.results.has(call)) ?? [];
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
      { role: 'user', content: [{ type: 'text', text: `<brief>${JSON.stringify(this.brief)}</brief>` }] },
    ];
    for (const thought of this.thoughts) {
      if (thought.content.length === 0) continue;
      messages.push({ role: 'assistant', content: thought.content });
      if (thought.stop === 'pause_turn') continue; // goes back as it is: the provider continues its own turn
      messages.push({
        role: 'user',
        content: thought.calls.length > 0 ? thought.calls.map((call) => this.resultOf(call)) : [nudge(thought.stop)],
      });
    }
    return messages;
  }

  private resultOf({ call, providerId }: { call: CallId; providerId: string }): ToolResultBlockParam {
    const result = this.results.get(call);
    if (!result) throw new Error(`call ${call} has no result yet`);
    return {
      type: 'tool_result',
      tool_use_id: providerId,
      content: JSON.stringify(result.body),
      ...(result.outcome === 'done' ? {} : { is_error: true }),
    };
  }

  private restart(brief: Json): void {
    this.brief = brief;
    this.thoughts = [];
    // Call ids begin anew as well: what came before a reset must not answer them.
    this.results.clear();
    this.verdicts.clear();
    this.turns = 0;
    this.usd = new Decimal(0);
    this.malformed = 0;
    this.failures = 0;
  }

  private think(seq: number, header: Headers['thought'], content: ContentBlock[]): void {
    const calls = content
      .filter((block) => block.type === 'tool_use')
      .map((block, index) => {
        const { why, ...args } = isObject(block.input) ? block.input : { why: undefined };
        const call = `${this.step}.${this.visit}.${header.turn}.${index}` as CallId;
        return {
          call,
          tool: block.name,
          why: typeof why === 'string' ? why : '',
          args: args as Json,
          seq,
          providerId: block.id,
        };
      });
    this.thoughts.push({ seq, stop: header.stop, content, calls });
    this.turns += 1;
    this.usd = this.usd.plus(header.usd);
    this.failures = 0;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nudge(stop: string): { type: 'text'; text: string } {
  const text =
    stop === 'max_tokens'
      ? 'Your answer was cut off by the output limit. Be brief: call one tool, or conclude.'
      : 'Go on by calling a tool, or end by calling conclude.';
  return { type: 'text', text };
}
