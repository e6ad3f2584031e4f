import type { Agent } from '../agents/define-agent';
import type { Ledger } from '../ledger/ledger';
import { readLastProof, readOpenFlags } from '../ledger/readiness-feedback';
import type { LastProof } from '../ledger/readiness-feedback';
import type { Feedback } from './evidence';

/** Agents vary: a case passes where most of its replays do. */
const MOST = 0.5;

/** What became of what people said was wrong: by its queue, and by the last proof. */
export async function readFeedback(
  ledger: Ledger,
  { agent, workflow }: { agent: Agent; workflow: string },
): Promise<Feedback> {
  const [open, proof] = await Promise.all([
    readOpenFlags(ledger, workflow),
    readLastProof(ledger, { name: agent.name, workflow }),
  ]);
  const owner = agent.flagsGoTo ?? null;
  return proof
    ? { owner, open, cases: casesOf(proof, agent), lift: liftOf(proof) }
    : { owner, open, cases: null, lift: null };
}

/** By the arm that runs now. */
function casesOf({ report, promoted, agentVersion, at, unasked }: LastProof, agent: Agent): Feedback['cases'] {
  const cases = report.items.filter(({ kind }) => kind === 'case');
  if (cases.length === 0) return null;
  const failed = cases.filter(({ now, candidate }) => (promoted ? candidate : now) < MOST).map(({ item }) => item);
  return {
    ...{ passed: cases.length - failed.length, failed, at, version: String(agentVersion) },
    stale: agentVersion !== agent.version || unasked.length > 0,
  };
}

function liftOf({ report, at }: LastProof): Feedback['lift'] {
  const { now, candidate, items } = report.cases;
  return now.rate === null || candidate.rate === null
    ? null
    : { before: now.rate, after: candidate.rate, runs: items, at };
}
