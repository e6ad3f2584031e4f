import { changesSince } from '../agents/version-of';
import type { EvidenceRef } from '../contracts/readiness';
import type { DrillKind, StoredEvidence } from '../ledger/evidence';
import { drillCommand } from './commands';
import { fails, isOld, listed, unseen } from './criterion';
import type { Finding } from './criterion';
import type { Evidence } from './evidence';
import { FRESH_DAYS } from './evidence';

/** Each kind of drill tells nothing of what it does not meet: faults are drilled with a model that does as it is told, under the rules of then. */
const UNTOUCHED: Readonly<Record<DrillKind, readonly string[]>> = {
  hostile: [],
  faults: ['instructions', 'rules'],
  paths: ['instructions', 'rules'],
  repeat: ['rules'],
};

/** The newest drill of a kind if it passed and is of what there is now; else what is the matter. */
export function drillOfThisVersion(
  evidence: Evidence,
  kind: DrillKind,
): { drill: StoredEvidence; ref: EvidenceRef } | Finding {
  const next = drillCommand(evidence.workflow, kind);
  const drill = evidence.drills[kind];
  if (!drill) return unseen(`The ${kind} drill has never been run.`, next);
  const changed = changedSince(drill, evidence).filter((what) => !UNTOUCHED[kind].includes(what));
  const old = isOld(drill.at, evidence.now);
  const ref: EvidenceRef = {
    what: `evidence ${drill.id}, ${drill.runs} runs of the ${kind} drill by ${drill.code}`,
    at: drill.at.toISOString(),
    version: `${drill.agentVersion}, rules ${drill.rulesVersion}`,
    stale: old || changed.length > 0,
  };
  const day = drill.at.toISOString().slice(0, 10);
  if (!drill.passed) return fails(`The ${kind} drill of ${day} did not pass.`, next, ref);
  if (changed.length > 0)
    return fails(`The ${kind} drill of ${day} is stale: since then ${listed(changed)} changed.`, next, ref);
  if (old) return fails(`The ${kind} drill of ${day} is older than ${FRESH_DAYS} days.`, next, ref);
  return { drill, ref };
}

function changedSince(drill: StoredEvidence, { version, rulesVersion }: Evidence): string[] {
  const rules = drill.rulesVersion === rulesVersion ? [] : ['rules'];
  const agent = drill.agentVersion === version.agentVersion ? [] : ['the version of the agent'];
  return [...agent, ...rules, ...(drill.version ? changesSince(drill.version, version.parts) : [])];
}
