import type { System } from '../agents/define-system';
import { systemsOf } from '../agents/systems-of';
import { drillCommand } from './commands';
import { declared, fails, holds, listed, ofRuns, unseen } from './criterion';
import type { Criterion, Finding } from './criterion';
import { drillOfThisVersion } from './drill-of-this-version';
import type { Evidence } from './evidence';

/** Systems fail, drift and ask us to wait; that is declared, and was tried. */
export const integration: readonly Criterion[] = [
  {
    id: 'integration.systems',
    asks: 'Has every system a rate, time-outs, a breaker and a probe?',
    judge: (evidence: Evidence): Finding => {
      const systems = systemsOf({ [evidence.agent.name]: evidence.agent });
      const lacking = systems.flatMap(lackingOf);
      const next = 'Declare them on the systems (src/agents/systems, docs/integrations.md).';
      if (lacking.length > 0) return fails(`Without: ${listed(lacking)}.`, next, declared(evidence));
      const names = systems.map(({ name, inline }) => (inline ? `${name} (inline)` : name));
      return holds(`All of ${listed(names)}; breakers are the engine's.`, declared(evidence));
    },
  },
  {
    id: 'integration.faults-drill',
    asks: 'Has the fault drill passed, on this version and for every step that meets a system?',
    judge: (evidence: Evidence): Finding => {
      const seen = drillOfThisVersion(evidence, 'faults');
      if ('state' in seen) return seen;
      const { drill, ref } = seen;
      const drilled = new Set(stepsIn(drill.summary));
      const wanted = Object.entries(evidence.map.steps).flatMap(([name, step]) =>
        step.kind === 'system' && evidence.agent.tools[step.tool]?.system.inline === false ? [name] : [],
      );
      const missing = wanted.filter((step) => !drilled.has(step));
      const next = drillCommand(evidence.workflow, 'faults');
      if (missing.length > 0) return fails(`Not drilled: ${listed(missing)}.`, next, ref);
      return holds(`${drill.runs} runs under faults, each on the path that the map declares.`, ref);
    },
  },
  {
    id: 'integration.drift',
    asks: 'Do all systems answer as they are taken to?',
    judge: ({ drifts, now }: Evidence): Finding => {
      const ref = { what: 'drifts', at: now.toISOString(), version: null, stale: false };
      const open = drifts.map(({ system, contract, field }) => `${system} ${contract} ${field}`.trim());
      if (open.length === 0) return holds('No field has drifted.', ref);
      const next = 'npx seaworthy quarantine list; correct the contract, then npx seaworthy quarantine replay.';
      return fails(`Drifted: ${listed(open)}.`, next, ref);
    },
  },
  {
    id: 'integration.parking',
    asks: 'Has parking been rehearsed?',
    judge: (evidence: Evidence): Finding => {
      const { released, systems } = evidence.runs.parked;
      const next = drillCommand(evidence.workflow, 'faults');
      if (released === 0) return unseen('No run of this version was parked and went on.', next, ofRuns(evidence));
      return holds(`${released} runs were parked for ${listed(systems)} and went on.`, ofRuns(evidence));
    },
  },
];

/** One that is inline is ours: it has no rate and no credentials, and is there while the ledger is. */
function lackingOf(system: System): string[] {
  const { name, inline, rps, requestTimeoutMs } = system;
  return [
    ...(inline || rps !== undefined ? [] : [`${name} (rate)`]),
    ...(requestTimeoutMs > 0 ? [] : [`${name} (time-out)`]),
    ...(inline || system.probe ? [] : [`${name} (probe)`]),
  ];
}

/** `post (commit)` is of the step `post`. */
function stepsIn(summary: unknown): string[] {
  const { cells } = (summary ?? {}) as { cells?: { step?: string }[] };
  return (cells ?? []).map(({ step = '' }) => step.replace(/ \(.*/, ''));
}
