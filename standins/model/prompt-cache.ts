import { createHash } from 'node:crypto';
import type { CacheControlEphemeral } from '@anthropic-ai/sdk/resources/messages';
import { blocksOf, systemBlocks, tokensOfJson, withoutMark } from './count-tokens';
import type { MessagesRequest } from './messages-api';
import { findModel } from './models';
import { Rejection } from './rejection';

const LOOKBACK = 20;
const MAX_BREAKPOINTS = 4;
const LIFETIME = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

interface Position {
  /** Hash of everything up to and with this block. */
  prefix: string;
  /** Tokens up to and with this block. */
  tokens: number;
  mark?: CacheControlEphemeral;
}

export interface InputUsage {
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
}

export interface CacheLook {
  usage: InputUsage;
  /** An entry is there for others only once the answer that writes it has begun. */
  commit(): void;
}

/**
 * The provider's rules of prompt caching: prefixes run tools → system → messages; entries are written at breakpoints only, read by looking
 * back over at most 20 blocks from each breakpoint, refreshed when used, and never shorter than the model's minimum.
 */
export class PromptCache {
  private readonly expiry = new Map<string, number>();

  constructor(
    private readonly now: () => number,
    /** Without it no mark is taken note of. */
    private readonly marks = true,
  ) {}

  look(request: MessagesRequest): CacheLook {
    const positions = positionsOf(request);
    const marked = this.marks ? breakpointsOf(request, positions) : [];
    const total = positions.at(-1)?.tokens ?? 0;
    const minimum = findModel(request.model)?.cacheMinimum ?? 1024;
    const at = (index: number): number => positions[index]?.tokens ?? 0;

    const read = Math.max(-1, ...marked.map(({ index }) => this.nearest(positions, index)));
    const written = marked.filter(({ index }) => at(index) >= minimum && index > read);
    const upTo = (ttl: '5m' | '1h'): number =>
      Math.max(read, ...written.filter((mark) => mark.ttl === ttl).map((mark) => mark.index));
    const cacheRead = at(read);
    const cacheWrite1h = at(upTo('1h')) - cacheRead;
    const cacheWrite5m = Math.max(0, at(upTo('5m')) - cacheRead - cacheWrite1h);

    return {
      usage: { input: total - cacheRead - cacheWrite1h - cacheWrite5m, cacheRead, cacheWrite5m, cacheWrite1h },
      commit: () => {
        for (const { index, ttl } of marked) {
          const prefix = positions[index]?.prefix;
          if (prefix !== undefined && at(index) >= minimum) this.keep(prefix, ttl);
        }
        const used = positions[read]?.prefix;
        if (used !== undefined) this.keep(used, '5m');
      },
    };
  }

  private nearest(positions: Position[], from: number): number {
    for (let index = from; index > from - LOOKBACK && index >= 0; index -= 1) {
      const expires = this.expiry.get(positions[index]?.prefix ?? '');
      if (expires !== undefined && expires > this.now()) return index;
    }
    return -1;
  }

  private keep(prefix: string, ttl: '5m' | '1h'): void {
    this.expiry.set(prefix, Math.max(this.expiry.get(prefix) ?? 0, this.now() + LIFETIME[ttl]));
  }
}

const positionsOf = (request: MessagesRequest): Position[] => {
  let prefix = request.model;
  let tokens = 0;
  const add = (place: string, block: object): Position => {
    const text = JSON.stringify(withoutMark(block));
    prefix = createHash('sha256').update(`${prefix}\n${place}\n${text}`).digest('base64');
    tokens += tokensOfJson(text);
    const mark = (block as { cache_control?: CacheControlEphemeral | null }).cache_control;
    return { prefix, tokens, ...(mark ? { mark } : {}) };
  };
  // A change of tool_choice spares the cache of tools and system but not that of the messages.
  const choice = JSON.stringify(request.tool_choice ?? { type: 'auto' });
  return [
    ...(request.tools ?? []).map((tool) => add('tool', tool)),
    ...systemBlocks(request.system).map((block) => add('system', block)),
    ...request.messages.flatMap((message) =>
      blocksOf(message.content).map((block) => add(`${choice} ${message.role}`, block)),
    ),
  ];
};

const breakpointsOf = (request: MessagesRequest, positions: Position[]): { index: number; ttl: '5m' | '1h' }[] => {
  const marks = positions.flatMap(({ mark }, index) => (mark ? [{ index, ttl: mark.ttl ?? '5m' }] : []));
  const last = positions.length - 1;
  if (request.cache_control && marks.at(-1)?.index !== last)
    marks.push({ index: last, ttl: request.cache_control.ttl ?? '5m' });
  if (marks.length > MAX_BREAKPOINTS)
    throw Rejection.invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${marks.length}.`);
  if (marks.some((mark, index) => mark.ttl === '1h' && marks[index - 1]?.ttl === '5m'))
    throw Rejection.invalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
  return marks;
};
