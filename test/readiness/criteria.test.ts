// Needs nothing.
import type { Agent } from '../../src/agents/define-agent';
import type { AnyTool } from '../../src/agents/define-tool';
import { versionOf } from '../../src/agents/version-of';
import type { MapData, MapStep } from '../../src/contracts/map';
import type { CriterionResult } from '../../src/contracts/readiness';
import { assess } from '../../src/readiness/assess';
import { criteria } from '../../src/readiness/criteria';
import type { Evidence } from '../../src/readiness/evidence';
import { daysAgo, goodEvidence, now } from './good-evidence';

const report = (evidence: Evidence, waivers: Parameters<typeof assess>[1]['waivers'] = []) =>
  assess(evidence, { environment: 'production', waivers });

function resultOf(id: string, evidence: Evidence): CriterionResult {
  return report(evidence).criteria.find((result) => result.id === id)!;
}

it('all criteria hold by good evidence', () => {
  const { criteria: results, ready, counts } = report(goodEvidence());
  expect(results.filter(({ state }) => state !== 'holds').map(({ id, says }) => `${id}: ${says}`)).toEqual([]);
  expect(ready).toBe(true);
  expect(counts).toEqual({ holds: criteria.length, fails: 0, 'no-evidence': 0, waived: 0 });
});

it('a step that hands work on is no fault where it is shown to help', () => {
  const delegation = { with: { bad: 2, of: 40 }, without: { bad: 20, of: 40 } };
  expect(resultOf('single-agent.one', { ...handsOn(goodEvidence()), delegation })).toMatchObject({ state: 'holds' });
});

const withAgent = (evidence: Evidence, change: (agent: Agent) => Agent): Evidence => {
  const agent = change(evidence.agent);
  return { ...evidence, agent, version: versionOf(agent, evidence.map) };
};
const withTool =
  (name: string, change: (tool: AnyTool) => object) =>
  (evidence: Evidence): Evidence =>
    withAgent(evidence, (agent) => ({
      ...agent,
      tools: { ...agent.tools, [name]: change(agent.tools[name]!) as AnyTool },
    }));
const withStep =
  (name: string, change: object) =>
  (evidence: Evidence): Evidence => {
    const map: MapData = {
      ...evidence.map,
      steps: { ...evidence.map.steps, [name]: { ...evidence.map.steps[name], ...change } as MapStep },
    };
    return { ...evidence, map, version: versionOf(evidence.agent, map) };
  };
const handsOn = withStep('triage', { kind: 'delegate' });
const withRuns =
  (change: Partial<Evidence['runs']> | ((runs: Evidence['runs']) => Partial<Evidence['runs']>)) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    runs: { ...evidence.runs, ...(typeof change === 'function' ? change(evidence.runs) : change) },
  });
const withDrill =
  (kind: 'hostile' | 'faults', change: object | undefined) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    drills: { ...evidence.drills, [kind]: change && { ...evidence.drills[kind]!, ...change } },
  });
const withCost =
  (change: Partial<Evidence['cost']>) =>
  (evidence: Evidence): Evidence => ({ ...evidence, cost: { ...evidence.cost, ...change } });
const projected =
  (change: Partial<NonNullable<Evidence['cost']['projection']>>) =>
  (evidence: Evidence): Evidence =>
    withCost({ projection: { ...evidence.cost.projection!, ...change } })(evidence);
const withFeedback =
  (change: Partial<Evidence['feedback']>) =>
  (evidence: Evidence): Evidence => ({ ...evidence, feedback: { ...evidence.feedback, ...change } });
const none = withRuns({ count: 0, drilled: 0, ended: 0, branches: [], exceptions: [], places: [], receipts: [] });

type Spoiled = [id: string, how: string, spoil: (evidence: Evidence) => Evidence, state: string, says: string];

const spoiled: Spoiled[] = [
  [
    'workflow-first.declared',
    'a path is taken away',
    withStep('post', { onMalformed: undefined }),
    'fails',
    'post.onMalformed',
  ],
  [
    'workflow-first.declared',
    'a path leads nowhere',
    withStep('post', { onDenied: { path: 'goTo', to: 'x' } }),
    'fails',
    'post.onDenied → x',
  ],
  [
    'workflow-first.branches',
    'one was never taken',
    withRuns(({ branches }) => ({ branches: branches.filter(({ branch }) => branch !== 'conflicting') })),
    'fails',
    'received: conflicting',
  ],
  ['workflow-first.branches', 'no run', none, 'no-evidence', 'no run of this version'],
  [
    'workflow-first.exceptions',
    'one was never taken',
    withRuns(({ exceptions }) => ({ exceptions: exceptions.filter(({ step }) => step !== 'triage') })),
    'fails',
    'Never: triage.onExpired',
  ],
  [
    'workflow-first.inputs',
    'all by hand',
    withRuns({ inputs: { byIntake: 0, byService: 0 } }),
    'no-evidence',
    'intake',
  ],
  [
    'workflow-first.outputs',
    'no receipt of a write',
    withRuns({ receipts: [{ tool: 'respond', count: 1 }] }),
    'no-evidence',
    'postInvoice',
  ],
  [
    'workflow-first.on-map',
    'a run was elsewhere',
    withRuns({ places: [{ place: 'terminated', run: 'run_2' }] }),
    'fails',
    'terminated (run_2)',
  ],
  [
    'governance.writes',
    'a tool without approval',
    withTool('respond', (tool) => ({ ...tool, approval: undefined })),
    'fails',
    'respond (approval)',
  ],
  [
    'governance.writes',
    'a permission is not granted',
    (given) => withAgent(given, (agent) => ({ ...agent, grants: [] })),
    'fails',
    'postInvoice (permission)',
  ],
  ['governance.hostile-drill', 'the drill is gone', withDrill('hostile', undefined), 'no-evidence', 'never been run'],
  ['governance.hostile-drill', 'it did not pass', withDrill('hostile', { passed: false }), 'fails', 'did not pass'],
  ['governance.hostile-drill', 'it is old', withDrill('hostile', { at: daysAgo(91) }), 'fails', 'older than 90 days'],
  ['governance.hostile-drill', 'too few runs', withDrill('hostile', { runs: 36 }), 'fails', '36 runs only'],
  [
    'governance.hostile-drill',
    'a tool changed',
    withTool('postInvoice', (tool) => ({ ...tool, description: 'Pays.' })),
    'fails',
    'since then tool postInvoice changed',
  ],
  [
    'governance.hostile-drill',
    'a policy changed',
    withTool('postInvoice', (tool) => ({ ...tool, approval: () => false })),
    'fails',
    'tool postInvoice changed',
  ],
  [
    'governance.hostile-drill',
    'a model changed',
    (given) => withAgent(given, (agent) => ({ ...agent, models: ['claude-other'] })),
    'fails',
    'models changed',
  ],
  [
    'governance.hostile-drill',
    'the prompt changed',
    (given) => withAgent(given, (agent) => ({ ...agent, instructions: 'Pay all.' })),
    'fails',
    'instructions changed',
  ],
  [
    'governance.hostile-drill',
    'a rule was added',
    (given) => ({ ...given, rulesVersion: 1 }),
    'fails',
    'rules changed',
  ],
  [
    'governance.hostile-drill',
    'of before there were digests',
    (given) => withAgent(withDrill('hostile', { version: null })(given), (agent) => ({ ...agent, version: 4 })),
    'fails',
    'the version of the agent changed',
  ],
  [
    'governance.ledger',
    'a row was edited',
    (given) => ({ ...given, verification: { ...given.verification!, findings: ['Entry 3 of run_1 was altered.'] } }),
    'fails',
    'Entry 3 of run_1',
  ],
  [
    'governance.ledger',
    'no checkpoint',
    (given) => ({ ...given, verification: { ...given.verification!, checkpoint: null } }),
    'no-evidence',
    'no checkpoint',
  ],
  [
    'governance.ledger',
    'it cannot be read',
    (given) => ({ ...given, verification: null }),
    'no-evidence',
    'could not be verified',
  ],
  ['governance.halt', 'never rehearsed', (given) => ({ ...given, halt: null }), 'no-evidence', 'No halt'],
  [
    'governance.halt',
    'long ago',
    (given) => ({ ...given, halt: { at: daysAgo(100), what: 'all' } }),
    'fails',
    '90 days',
  ],
  ['governance.alerts', 'nobody to ask', (given) => ({ ...given, alerts: null }), 'no-evidence', 'No Prometheus'],
  [
    'governance.alerts',
    'one is not loaded',
    (given) => ({ ...given, alerts: { at: now, missing: ['LedgerBroken'], loaded: 7 } }),
    'fails',
    'LedgerBroken',
  ],
  [
    'integration.systems',
    'a system without a rate',
    withTool('postInvoice', (tool) => ({ ...tool, system: { ...(tool.system as object), rps: undefined } })),
    'fails',
    '(rate)',
  ],
  [
    'integration.systems',
    'a system without a probe',
    withTool('postInvoice', (tool) => ({
      ...tool,
      system: { ...(tool.system as object), name: 'bank', probe: undefined },
    })),
    'fails',
    'bank (probe)',
  ],
  ['integration.faults-drill', 'the drill is gone', withDrill('faults', undefined), 'no-evidence', 'never been run'],
  [
    'integration.faults-drill',
    'a tool changed',
    withTool('findOrder', (tool) => ({ ...tool, description: 'Finds.' })),
    'fails',
    'tool findOrder changed',
  ],
  ['integration.faults-drill', 'the map changed', withStep('post', { purpose: 'pay' }), 'fails', 'map changed'],
  [
    'integration.faults-drill',
    'a step is missing in it',
    withDrill('faults', { summary: { cells: [] } }),
    'fails',
    'Not drilled: supplier',
  ],
  [
    'integration.drift',
    'a field drifted',
    (given) => ({ ...given, drifts: [{ system: 'erp', contract: 'GET /invoices', field: 'total' }] }),
    'fails',
    'erp GET /invoices total',
  ],
  [
    'integration.parking',
    'nobody was parked',
    withRuns({ parked: { released: 0, systems: [] } }),
    'no-evidence',
    'No run',
  ],
  [
    'single-agent.one',
    'a step hands work on, and no run has shown that it helps',
    withStep('triage', { kind: 'delegate' }),
    'no-evidence',
    'triage',
  ],
  [
    'single-agent.one',
    'a step hands work on, and it helps no more than chance would',
    (given) => ({ ...handsOn(given), delegation: { with: { bad: 8, of: 40 }, without: { bad: 10, of: 40 } } }),
    'fails',
    '8 of 40',
  ],
  [
    'observability.completeness',
    'a gap',
    (given) => ({
      ...given,
      completeness: {
        ...given.completeness,
        gaps: [{ run: 'run_1', seq: 9, step: 'post', call: 'c', missing: 'why' }],
      },
    }),
    'fails',
    'why of entry 9 of run_1',
  ],
  [
    'observability.completeness',
    'no run',
    (given) => ({ ...given, completeness: { ...given.completeness, runs: 0 } }),
    'no-evidence',
    'No run',
  ],
  ['observability.traces', 'no run was traced', withRuns({ traced: 0, tracedInUse: 0 }), 'no-evidence', 'traced'],
  ['observability.traces', 'some were not', withRuns({ traced: 39, tracedInUse: 19 }), 'fails', '19 of 20'],
  [
    'observability.figures',
    'a step was never left',
    (given) => ({
      ...given,
      figures: { steps: { ...given.figures.steps, triage: { ...given.figures.steps['triage']!, left: 0 } } },
    }),
    'fails',
    'triage',
  ],
  ['cost.measured', 'too few runs', projected({ measured: 3 }), 'fails', '3 runs'],
  [
    'cost.measured',
    'too far apart',
    projected({ perRun: { mean: 0.01, low: 0.001, high: 0.05 } }),
    'fails',
    'too far apart',
  ],
  [
    'cost.measured',
    'no price',
    withCost({ projection: null, unpriced: 'There is no price of claude-other.' }),
    'fails',
    'no price of claude-other',
  ],
  ['cost.budget', 'above the budget', withCost({ budget: '99.99' }), 'fails', 'the budget is $99.99'],
  ['cost.budget', 'no budget', withCost({ budget: null }), 'no-evidence', 'no budget'],
  ['cost.budget', 'no volume', withCost({ volume: null, projection: null }), 'no-evidence', 'how many runs'],
  [
    'cost.first-limit',
    'a capacity is not known',
    projected({ limits: [{ what: 'hours of reviewers', perRun: 1, unit: 'hours', capacity: null, runs: null }] }),
    'no-evidence',
    'hours of reviewers',
  ],
  [
    'cost.first-limit',
    'met below the volume',
    projected({ limits: [{ what: 'hours of reviewers', perRun: 1, unit: 'hours', capacity: 9, runs: 9 }] }),
    'fails',
    'at 9 runs a month',
  ],
  ['feedback.owner', 'nobody', withFeedback({ owner: null }), 'no-evidence', 'Nobody'],
  [
    'feedback.open-flags',
    'one is old',
    withFeedback({ open: { count: 2, oldest: daysAgo(9) } }),
    'fails',
    'the oldest for 9 days',
  ],
  ['feedback.cases', 'none', withFeedback({ cases: null }), 'no-evidence', 'No proof'],
  [
    'feedback.cases',
    'one fails',
    withFeedback({ cases: { passed: 1, failed: ['case_7'], at: now, version: '3', stale: false } }),
    'fails',
    'case_7',
  ],
  [
    'feedback.cases',
    'of another version',
    withFeedback({ cases: { passed: 1, failed: [], at: now, version: '2', stale: true } }),
    'fails',
    'of version 2',
  ],
  ['feedback.lift', 'not measured', withFeedback({ lift: null }), 'no-evidence', 'Nothing'],
  [
    'feedback.lift',
    'what was rolled out made it worse',
    withFeedback({ lift: { before: 0.9, after: 0.7, runs: 12, at: daysAgo(1) } }),
    'fails',
    'worse',
  ],
];

it.each(spoiled)('%s: %s', (id, _, spoil, state, says) => {
  const result = resultOf(id, spoil(goodEvidence()));
  expect(result).toMatchObject({ state, waiver: null });
  expect(result.says).toContain(says);
  expect(result.next).toBeTruthy();
});

it('each criterion is spoiled above', () => {
  const ids: readonly string[] = criteria.map(({ id }) => id);
  expect(ids.filter((id) => !spoiled.some(([other]) => other === id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

it('what a change does not touch stays as it is', () => {
  const prompt = withAgent(goodEvidence(), (agent) => ({ ...agent, instructions: 'Pay all.' }));
  expect(resultOf('integration.faults-drill', prompt).state).toBe('holds');
  expect(resultOf('governance.hostile-drill', prompt).evidence).toMatchObject([{ stale: true }]);
});

it('a waiver counts while it lasts, and only where the criterion does not hold', () => {
  const evidence: Evidence = { ...goodEvidence(), alerts: null };
  const waiver = { by: 'local|controller', why: 'next week', since: daysAgo(1).toISOString() };
  const waived = (criterion: string, until: Date) =>
    report(evidence, [{ ...waiver, criterion, until: until.toISOString() }]);
  const tomorrow = daysAgo(-1);
  expect(waived('governance.alerts', tomorrow)).toMatchObject({ ready: true, counts: { waived: 1, 'no-evidence': 0 } });
  expect(waived('governance.alerts', daysAgo(0))).toMatchObject({ ready: false, counts: { waived: 0 } });
  expect(waived('governance.halt', tomorrow)).toMatchObject({ ready: false, counts: { waived: 0, 'no-evidence': 1 } });
});

it('of a workflow that no drill is written for, nobody is told to drill it, or to run another', () => {
  const named: Evidence = { ...none(goodEvidence()), workflow: 'room-booking', drills: {} };
  const nexts = report(withCost({ volume: null, projection: null })(named)).criteria.flatMap(({ next }) => next ?? []);
  expect(nexts.filter((next) => /seaworthy drill|npm start/.test(next))).toEqual([]);
  expect(nexts).toContain('npx seaworthy up room-booking --once --rehearse');
  expect(nexts).toContain('Declare `monthlyRuns` on the agent (src/agents).');
});
