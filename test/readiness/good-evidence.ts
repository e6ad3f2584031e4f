import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import type { Agent } from '../../src/agents/define-agent';
import { versionOf } from '../../src/agents/version-of';
import type { MapData } from '../../src/contracts/map';
import type { DrillKind, StoredEvidence } from '../../src/ledger/evidence';
import type { Evidence } from '../../src/readiness/evidence';
import { invoiceExceptionsMap } from '../../src/workflows/invoice-exceptions';

export const now = new Date('2026-11-22T12:00:00Z');
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

const map: MapData = invoiceExceptionsMap;
const agent = probed(invoiceAgent);
const steps = Object.entries(map.steps);

/** Every criterion of the invoice workflow holds by this. */
export function goodEvidence(): Evidence {
  const version = versionOf(agent, map);
  const drill = (kind: DrillKind, id: number): StoredEvidence => ({
    ...{ id, drill: kind, workflow: map.name, agentVersion: agent.version, rulesVersion: 0, version: version.parts },
    ...{ code: '0.1.0', seed: 1, runs: 100, passed: true, at: daysAgo(3) },
    summary: { cells: steps.map(([step]) => ({ step: step === 'post' ? 'post (commit)' : step })) },
  });
  const month = { mean: 90, low: 80, high: 100 };
  const span = { since: daysAgo(90).toISOString(), until: now.toISOString() };
  return {
    ...{ now, workflow: map.name, agent, map, version, rulesVersion: 0 },
    runs: {
      ...{ count: 40, drilled: 20, ended: 20, newest: daysAgo(1), traced: 20, tracedInUse: 20, inUse: ['run_1'] },
      branches: steps.flatMap(([step, of]) =>
        of.kind === 'decision' ? of.branches.map((branch) => ({ step, branch, count: 1 })) : [],
      ),
      exceptions: steps.flatMap(([step, of]) =>
        Object.keys(of).flatMap((key) => (/^on[A-Z]/.test(key) ? [{ step, exception: key, count: 1 }] : [])),
      ),
      receipts: ['postInvoice', 'respond'].map((tool) => ({ tool, count: 3 })),
      places: ['read', 'post', 'posted'].map((place) => ({ place, run: 'run_1' })),
      parked: { released: 4, systems: ['erp'] },
      inputs: { byIntake: 15, byService: 0 },
    },
    figures: {
      steps: Object.fromEntries(
        steps.map(([step]) => [
          step,
          { entered: 2, left: 2, succeeded: 2, p50Ms: 5, p95Ms: 9, usd: '0', retries: 0, flags: 0 },
        ]),
      ),
    },
    completeness: { runs: 20, erased: 0, modelCalls: 9, toolCalls: 90, gaps: [] },
    drills: { hostile: drill('hostile', 1), faults: drill('faults', 2), paths: drill('paths', 3) },
    verification: { at: now, runs: 40, entries: 900, findings: [], checkpoint: now.toISOString() },
    halt: { at: daysAgo(2), what: 'workflow invoice-exceptions' },
    alerts: { at: now, missing: [], loaded: 8 },
    drifts: [],
    cost: {
      ...{ volume: 10_000, budget: '250', unpriced: null },
      projection: {
        ...{ name: map.name, ...span, measured: 20, at: 10_000, level: 0.9, month },
        perRun: { mean: 0.009, low: 0.008, high: 0.01 },
        ...{ byStep: [], byClass: [], curve: [], levers: [] },
        limits: [{ what: 'requests to erp', perRun: 6, unit: 'calls', capacity: 3e7, runs: 5_000_000 }],
        multiplier: {
          ...{ typicalRun: 0.001, meanRun: 0.009, meanOverTypical: 9, dearestTenth: 0.5, failedCalls: 0 },
          ...{ pilotMonth: 1, volume: 100, whole: 100 },
        },
      },
    },
    feedback: {
      owner: 'ap-lead',
      open: { count: 1, oldest: daysAgo(1) },
      cases: { passed: 12, failed: [], at: daysAgo(1), version: '3', stale: false },
      lift: { before: 0.8, after: 0.95, runs: 12, at: daysAgo(1) },
    },
    delegation: { with: { bad: 0, of: 0 }, without: { bad: 3, of: 40 } },
  };
}

/** Every system answers probes. */
function probed(of: Agent): Agent {
  const probe = (): Promise<void> => Promise.resolve();
  const tools = Object.entries(of.tools).map(([name, tool]) => [name, { ...tool, system: { probe, ...tool.system } }]);
  return { ...of, tools: Object.fromEntries(tools) as Agent['tools'] };
}
