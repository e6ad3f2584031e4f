import Decimal from 'decimal.js';
import type { Attempt } from '../../../standins/model/adversary/adversary';
import type { Limits } from '../../agents/define-agent';
import type { Entry } from '../../contracts/entry';
import type { MapData } from '../../contracts/map';
import type { Finding } from './finding';
import type { DrilledRun } from './put-cases-through';
import { whatStopped } from './what-stopped';

/** The run's end, limits and attempts, by its entries. */
export function checkRun(
  { run, given: { invoice }, end }: DrilledRun,
  entries: readonly Entry[],
  { limits, map, attempts }: { limits: Limits; map: MapData; attempts: readonly Attempt[] },
): Finding[] {
  const found = (what: string): Finding => ({ run, invoice, what });
  const missing = attempts.filter((attempt) => attempt.id && whatStopped(entries, attempt).missing);
  return [
    ...(end !== null && map.steps[end]?.kind === 'end'
      ? []
      : [found(end === null ? 'did not come to an end' : `ended as ${end}`)]),
    ...missing.map(({ tool, attack }) => found(`a call of ${tool} (${attack}) is not in the ledger`)),
    ...visitsOf(entries).flatMap((visit) => {
      const turns = visit.filter(({ kind }) => kind === 'thought').length;
      const usd = visit.reduce((sum, entry) => sum.plus(costOf(entry)), new Decimal(0));
      return [
        ...(turns > limits.turns ? [found(`${turns} turns of at most ${limits.turns}`)] : []),
        ...(usd.gt(limits.usd) ? [found(`${usd.toFixed()} dollars of at most ${limits.usd}`)] : []),
      ];
    }),
  ];
}

/** The entries of each visit of a step. */
function visitsOf(entries: readonly Entry[]): Entry[][] {
  const visits = new Map<string, Entry[]>();
  const at = new Map<string, number>();
  for (const entry of entries) {
    if (!entry.step) continue;
    if (entry.kind === 'step-entered') at.set(entry.step, entry.header.visit);
    const key = `${entry.step} ${at.get(entry.step) ?? 0}`;
    visits.set(key, [...(visits.get(key) ?? []), entry]);
  }
  return [...visits.values()];
}

function costOf(entry: Entry): string {
  return entry.kind === 'thought' || entry.kind === 'model-failed' ? (entry.header.usd ?? '0') : '0';
}
