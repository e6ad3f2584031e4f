import { drillCommand, rehearse } from './commands';
import { fails, holds, listed, ofRuns, unseen } from './criterion';
import type { Criterion, Finding } from './criterion';
import type { Evidence } from './evidence';

/** What happened, why, how long it took and what it cost is there to be seen. */
export const observability: readonly Criterion[] = [
  {
    id: 'observability.completeness',
    asks: 'Does the ledger say of each call what it should?',
    judge: (evidence: Evidence): Finding => {
      const { runs, modelCalls, toolCalls, gaps } = evidence.completeness;
      if (runs === 0) return unseen('No run of this version has ended.', rehearse(evidence.workflow));
      const next = `npx seaworthy audit completeness ${evidence.workflow}`;
      if (gaps.length > 0) {
        const first = gaps.map(({ run, seq, missing }) => `${missing} of entry ${seq} of ${run}`);
        return fails(`${gaps.length} gaps: ${listed(first, 3)}.`, next, ofRuns(evidence));
      }
      return holds(`No gap in ${modelCalls} model calls and ${toolCalls} results of ${runs} runs.`, ofRuns(evidence));
    },
  },
  {
    id: 'observability.traces',
    asks: 'Are runs traced?',
    judge: (evidence: Evidence): Finding => {
      const { count, traced } = evidence.runs;
      const next = `Say where traces go, to workers and gateway: OTEL_EXPORTER_OTLP_ENDPOINT=http://…:4318 ${rehearse(evidence.workflow)} (docs/operations.md).`;
      if (traced === 0) return unseen('No run of this version was traced.', next, ofRuns(evidence));
      const measured = count - evidence.runs.drilled;
      if (evidence.runs.tracedInUse < measured)
        return fails(`${evidence.runs.tracedInUse} of ${measured} runs were traced.`, next, ofRuns(evidence));
      return holds(`All ${measured} runs that are no drill were begun by a worker that traces.`, ofRuns(evidence));
    },
  },
  {
    id: 'observability.figures',
    asks: 'Has every step success, latency and cost?',
    judge: (evidence: Evidence): Finding => {
      const { map, figures, runs, workflow } = evidence;
      if (runs.count === 0) return unseen('There is no run of this version.', rehearse(workflow));
      const steps = Object.entries(map.steps).filter(([, { kind }]) => kind !== 'end');
      const without = steps.map(([name]) => name).filter((name) => !figures.steps[name]?.left);
      const next = `npx seaworthy figures ${workflow} shows them. To go through all: ${rehearse(workflow)}; ${drillCommand(workflow, 'hostile')}`;
      if (without.length > 0) return fails(`No run has left: ${listed(without)}.`, next, ofRuns(evidence));
      return holds(`Of all ${steps.length} steps.`, ofRuns(evidence));
    },
  },
];
