import type { ProofItem, ProofReport, ProofSettings, ProofVerdict } from '../../contracts/proofs';
import type { Replay } from '../../ledger/proofs';
import { signTest } from '../../statistics/exact-tests';
import { meanChange } from '../../statistics/mean-change';
import { rateChange } from '../../statistics/rate-change';
import { rateOf } from '../../statistics/rate-of';

/** Of the sign test: a candidate that changes nothing is called better no more often. */
const LEVEL = 0.05;

export type ItemMeta = Pick<ProofItem, 'item' | 'kind' | 'run' | 'step'>;

/** What the replays of a proof come to. Pure: the same replays give the same report. Each item counts once, however often it was repeated. */
export function judgeProof(
  metas: readonly ItemMeta[],
  replays: readonly Replay[],
  skipped: ProofReport['skipped'],
  { margin, seed }: Pick<ProofSettings, 'margin' | 'seed'>,
): ProofReport {
  const of = (item: string, arm: Replay['arm']) =>
    replays.filter((replay) => replay.item === item && replay.arm === arm).map(({ result }) => result);
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const passed = (item: string, arm: Replay['arm']): number =>
    mean(of(item, arm).map((result) => Number(result.passed)));
  const diverged = (item: string, arm: Replay['arm']): number =>
    of(item, arm).filter(({ ended }) => ended === 'diverged').length;
  const items = metas.map((meta): ProofItem => ({
    ...meta,
    now: passed(meta.item, 'now'),
    candidate: passed(meta.item, 'candidate'),
    diverged: { now: diverged(meta.item, 'now'), candidate: diverged(meta.item, 'candidate') },
  }));
  const side = (kind: ProofItem['kind']): ProofReport['cases'] => {
    const those = items.filter((each) => each.kind === kind);
    const total = (arm: 'now' | 'candidate'): number => those.reduce((sum, each) => sum + each[arm], 0);
    const [now, candidate] = [rateOf(total('now'), those.length), rateOf(total('candidate'), those.length)];
    const differences = those.map((each) => each.candidate - each.now);
    // Where all change alike, drawing from them again tells nothing of how few they are.
    const alike = differences.every((difference) => difference === differences[0]);
    const change = alike ? rateChange(candidate, now) : meanChange(differences, seed);
    return { items: those.length, now, candidate, change };
  };
  const [cases, good] = [side('case'), side('good')];
  const changed = items.filter(({ kind, now, candidate }) => kind === 'case' && now !== candidate);
  const better = changed.filter(({ now, candidate }) => candidate > now).length;
  const p = signTest(better, changed.length - better);
  const average = (item: string, arm: Replay['arm'], what: 'usd' | 'ms'): number =>
    mean(of(item, arm).map((result) => Number(result[what])));
  const change = (what: 'usd' | 'ms') =>
    meanChange(
      metas.map(({ item }) => average(item, 'candidate', what) - average(item, 'now', what)),
      seed,
    );
  const perReplay = (arm: Replay['arm']) => ({
    usd: mean(metas.map(({ item }) => average(item, arm, 'usd'))),
    ms: mean(metas.map(({ item }) => average(item, arm, 'ms'))),
  });
  return {
    ...verdictOf({ cases, good, p }, margin),
    ...{ cases, good, p, items, skipped, replays: replays.length },
    ...{ usd: change('usd'), ms: change('ms') },
    perReplay: { now: perReplay('now'), candidate: perReplay('candidate') },
  };
}

function verdictOf(
  { cases, good, p }: Pick<ProofReport, 'cases' | 'good' | 'p'>,
  margin: number,
): { verdict: ProofVerdict; why: string } {
  const told = (share: number): string => `${Math.abs(Math.round(share * 1000) / 10)} points`;
  if (cases.items + good.items === 0) return { verdict: 'no-verdict', why: 'There is nothing that could be replayed.' };
  if (cases.change.mean < -margin)
    return { verdict: 'worse', why: `It passes ${told(cases.change.mean)} fewer of the cases than now.` };
  if (good.change.mean < -margin)
    return {
      verdict: 'worse',
      why: `It comes to another end in ${told(good.change.mean)} more of the runs that went well.`,
    };
  if (cases.change.low > 0 && p <= LEVEL)
    return { verdict: 'better', why: `It passes ${told(cases.change.mean)} more of the cases than now.` };
  return { verdict: 'no-effect', why: 'No effect was shown: the cases do not tell it from what is in force.' };
}
