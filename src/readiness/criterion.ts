import type { EvidenceRef, Pattern } from '../contracts/readiness';
import type { Evidence } from './evidence';
import { FRESH_DAYS } from './evidence';

/** What a criterion finds. `next` is what to do: the command, where there is one. */
export type Finding =
  | { state: 'holds'; says: string; evidence: EvidenceRef[] }
  | { state: 'fails' | 'no-evidence'; says: string; next: string; evidence: EvidenceRef[] };

/** A question that evidence answers. Pure: what it looks at is all in the evidence. */
export interface Criterion {
  /** `<pattern>.<name>` */
  id: `${Pattern}.${string}`;
  asks: string;
  judge: (evidence: Evidence) => Finding;
}

export const holds = (says: string, ...evidence: EvidenceRef[]): Finding => ({ state: 'holds', says, evidence });
export const fails = (says: string, next: string, ...evidence: EvidenceRef[]): Finding => ({
  ...{ state: 'fails', says, next, evidence },
});
export const unseen = (says: string, next: string, ...evidence: EvidenceRef[]): Finding => ({
  ...{ state: 'no-evidence', says, next, evidence },
});

export function isOld(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() > FRESH_DAYS * 86_400_000;
}

/** `a, b and 3 more`. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** What is declared, as it is now. */
export const declared = ({ version }: Evidence): EvidenceRef => ({
  ...{ what: 'agent and map', at: null, version: `${version.agentVersion} ${version.digest}`, stale: false },
});

export const ofRuns = ({ runs, version }: Evidence): EvidenceRef => ({
  ...{ what: `${runs.count} runs of this version, ${runs.drilled} of them drilled` },
  ...{ at: runs.newest?.toISOString() ?? null, version: `${version.agentVersion} ${version.digest}`, stale: false },
});
