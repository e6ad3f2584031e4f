import type { AdmissionItem, CriterionResult, Pattern, ReadinessReport, Waiver } from '../contracts/readiness';
import { criteria } from './criteria';
import type { Criterion } from './criterion';
import type { Evidence } from './evidence';

/** Holds every criterion against the evidence. A waiver counts while it lasts, and only where the criterion does not hold by itself. Pure. */
export function assess(
  evidence: Evidence,
  {
    environment,
    waivers,
    admission = null,
  }: { environment: string; waivers: readonly Waiver[]; admission?: AdmissionItem | null },
): ReadinessReport {
  const { now, version, rulesVersion, workflow } = evidence;
  const inForce = new Map(
    waivers.filter(({ until }) => Date.parse(until) > now.getTime()).map((waiver) => [waiver.criterion, waiver]),
  );
  const results = criteria.map((criterion) => resultOf(criterion, evidence, inForce.get(criterion.id)));
  const counts = { holds: 0, fails: 0, 'no-evidence': 0, waived: 0 };
  for (const { state } of results) counts[state] += 1;
  return {
    ...{ workflow, environment, at: now.toISOString() },
    version: `${version.agentVersion} ${version.digest}, rules ${rulesVersion}`,
    ready: counts.fails + counts['no-evidence'] === 0,
    counts,
    criteria: results,
    admission,
  };
}

function resultOf({ id, asks, judge }: Criterion, evidence: Evidence, waiver: Waiver | undefined): CriterionResult {
  const found = judge(evidence);
  const pattern = id.slice(0, id.indexOf('.')) as Pattern;
  const told = { id, pattern, asks, says: found.says, evidence: found.evidence };
  if (found.state === 'holds') return { ...told, state: 'holds', next: null, waiver: null };
  if (waiver) return { ...told, state: 'waived', next: found.next, waiver };
  return { ...told, state: found.state, next: found.next, waiver: null };
}
