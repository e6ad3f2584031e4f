import { createHmac } from 'node:crypto';
import type { z } from 'zod';
import type { Agent } from '../agents/define-agent';
import type { Entry } from '../contracts/entry';
import type { Json } from '../contracts/json';
import type { PersonalKind } from '../contracts/personal';
import { collectEntry } from './collect-entry';
import { findIbans, hasRightCheckDigits } from './find-ibans';
import { normalise } from './normalise';
import { soughtAs } from './sought';
import { walkPersonal } from './walk-personal';

type Shapes = readonly (z.core.$ZodType | undefined)[];

const TOKEN = /(\[(?:IBAN|EMAIL|NAME|PHONE)-[0-9A-F]{16}\])/;
/** As a model may write one down: in small letters, or not to its end. */
const LIKE_TOKEN = /\[(?:IBAN|EMAIL|NAME|PHONE)-[0-9A-F]{4,}[^\s\]]{0,32}\]?/gi;
/** Local part and domain of any script; the last label begins with a letter, so that `3@12.50` is none. */
const EMAIL =
  /(?<![\p{L}\p{M}\p{N}._%+'-])[\p{L}\p{M}\p{N}._%+'-]+@(?:[\p{L}\p{M}\p{N}-]+\.)+\p{L}[\p{L}\p{M}\p{N}-]+/gu;

/**
 * The personal values of one run and the tokens that stand for them. A pure function of the run's entries: nothing of it is stored. A token is a
 * keyed digest of the value's normal form under the run's secret: equal values get equal tokens, nobody outside can make one, and those of two
 * runs have nothing in common.
 */
export class Vault {
  /** The last entry taken in. */
  seq = 0;
  agent: Agent | undefined;
  /** Outcome or tool of each question put to people. */
  readonly asked = new Map<string, { tool: string; outcome: string }>();
  private secret: Buffer | undefined;
  private readonly values = new Map<string, string>();
  private readonly sought = new Map<PersonalKind, Set<string>>();
  private readonly seekers = new Map<PersonalKind, RegExp>();

  constructor(readonly agents: Readonly<Record<string, Agent>>) {}

  /** Entries come in order; none is taken in twice. */
  apply(entry: Entry): void {
    if (entry.seq <= this.seq) return;
    this.seq = entry.seq;
    collectEntry(this, entry);
  }

  /** The first counts: a run that was reset may have begun twice. */
  begin(agent: Agent | undefined, secret: Buffer): void {
    this.agent ??= agent;
    this.secret ??= secret;
  }

  /** As models are shown it: no personal value that a shape declares, that is known from elsewhere, or that looks like one. */
  mask(value: Json, ...shapes: Shapes): Json {
    return walkPersonal(shapes.filter(isShape), value, {
      declared: (kind, text) => this.maskField(kind, text),
      other: (text) => this.maskText(text),
    });
  }

  /** As workflows are given it: without what its shape declares. The rest stays, as they decide by it, also across runs. */
  maskDeclared(value: Json, ...shapes: Shapes): Json {
    return walkPersonal(shapes.filter(isShape), value, {
      declared: (kind, text) => this.maskField(kind, text),
      other: (text) => text,
    });
  }

  maskText(text: string): string {
    let masked = text.includes('@') // most texts hold none, and looking for one is dear
      ? besideTokens(text, (part) => part.replace(EMAIL, (found) => this.token('email', found)))
      : text;
    masked = besideTokens(masked, (part) => this.maskIbans(part));
    for (const kind of this.sought.keys())
      masked = besideTokens(masked, (part) => part.replace(this.seekerOf(kind), (found) => this.token(kind, found)));
    return masked;
  }

  /** With the values of this run's tokens in their place, as they were first seen. `unknown`: what looks like a token and is none of this run. */
  restore<T>(value: T): { value: T; unknown: string[] } {
    const unknown: string[] = [];
    const other = (text: string): string =>
      text.replace(LIKE_TOKEN, (found) => {
        const held = this.values.get(found.toUpperCase());
        if (held === undefined) unknown.push(found);
        return held ?? found;
      });
    const restored = walkPersonal([], value as Json, { declared: (_, text) => other(text), other });
    return { value: restored as T, unknown };
  }

  private maskField(kind: PersonalKind | 'text', text: string): string {
    if (kind === 'text') return this.maskText(text);
    if (!text.trim() || this.values.has(text)) return text;
    this.seek(kind, soughtAs(kind, text));
    return this.token(kind, text);
  }

  private maskIbans(text: string): string {
    return findIbans(text).reduceRight(
      (masked, { start, end }) =>
        masked.slice(0, start) + this.token('iban', text.slice(start, end)) + masked.slice(end),
      text,
    );
  }

  private seek(kind: PersonalKind, pattern: string | undefined): void {
    const patterns = this.sought.get(kind) ?? new Set();
    if (pattern === undefined || patterns.has(pattern)) return;
    this.sought.set(kind, patterns.add(pattern));
    this.seekers.delete(kind);
  }

  /** The longest first: of two that begin alike, the whole one. */
  private seekerOf(kind: PersonalKind): RegExp {
    const known = this.seekers.get(kind);
    if (known) return known;
    const patterns = [...(this.sought.get(kind) ?? [])].sort((a, b) => b.length - a.length);
    const seeker = new RegExp(patterns.join('|'), 'giu');
    this.seekers.set(kind, seeker);
    return seeker;
  }

  private token(kind: PersonalKind, value: string): string {
    if (!this.secret) throw new Error('the run has not begun: it has no secret to make tokens with');
    const plain = normalise(kind, value);
    const digest = createHmac('sha256', this.secret).update(`${kind}\n${plain}`).digest('hex');
    const token = `[${kind.toUpperCase()}-${digest.slice(0, 16).toUpperCase()}]`;
    if (!this.values.has(token)) this.values.set(token, kind === 'iban' && hasRightCheckDigits(plain) ? plain : value);
    return token;
  }
}

function isShape(shape: z.core.$ZodType | undefined): shape is z.core.$ZodType {
  return shape !== undefined;
}

/** A token is never looked into. */
function besideTokens(text: string, change: (part: string) => string): string {
  return text
    .split(TOKEN)
    .map((part, at) => (at % 2 === 0 ? change(part) : part))
    .join('');
}
