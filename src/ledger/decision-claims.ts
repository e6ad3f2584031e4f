import { createHash } from 'node:crypto';
import type { DecisionKind, GateKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { digestOf } from './digest-of';
import type { Identity } from './identity';

/** What the gateway signs of a decision (law 6), as the claims of a JWS. Digests are SHA-256 in hex; times are seconds, as in any JWT. */
export interface DecisionClaims {
  /** One-time: of the approval and the person. */
  jti: string;
  iat: number;
  /** Until when a write may be claimed by it, by the database's clock. */
  exp: number;
  approval: string;
  run: string;
  incarnation: number;
  step: string;
  gate: GateKind;
  tool: string;
  call: string;
  /** Name and version. */
  agent: string;
  /** Of the canonical arguments. */
  digest: string;
  /** Of what people are shown: the body of the entry that asks, as it is stored. */
  shown: string;
  approver: Identity;
  /** The role they acted in. */
  role: string;
  /** The delegation they had the role by. */
  delegation?: string;
  decision: DecisionKind;
  reason: string;
  /** Of edited arguments, the answer, or the delegate. */
  content: string;
}

/** What stands beside the signature, in the clear. */
export interface DecisionContent {
  args?: Json;
  answer?: Json;
  /** With `delegate`: to whom, as `issuer|subject`. */
  to?: string;
}

/** @throws TypeError on lone surrogates */
export function contentDigest({ args, answer, to }: DecisionContent): string {
  return digestOf({ args, answer, to });
}

export function textDigest(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

export function oneTimeId(approval: string, person: string, { to }: DecisionContent): string {
  return [approval, person, ...(to ? ['to', to] : [])].join(' ');
}
