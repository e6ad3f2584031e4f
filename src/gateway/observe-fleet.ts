import { queuesOf } from '../agents/queues-of';
import { readFleetState } from '../ledger/fleet-state';
import type { FleetState } from '../ledger/fleet-state';
import { observe } from '../telemetry/instruments';
import type { Observed } from '../telemetry/instruments';
import { metrics } from '../telemetry/metrics';
import { pollersOf } from '../telemetry/pollers-of';
import type { CheckpointHealth } from './checkpoints';
import type { GatewayDeps } from './deps';

/** Several may collect; the ledger is asked once in that time. */
const KEPT_MS = 5_000;

const { runsEnded, runsOpen, runsCost, approvalsOpen, approvalsOldest } = metrics;
const { parkedRuns, breakerOpen, driftedFields, admissionEnds, ledgerBroken, ledgerChecked, queuePollers } = metrics;
const observed = [
  ...[runsEnded, runsOpen, runsCost, approvalsOpen, approvalsOldest],
  ...[parkedRuns, breakerOpen, driftedFields, admissionEnds, ledgerBroken, ledgerChecked, queuePollers],
];

/** Tells of the whole fleet to whoever collects metrics. What cannot be asked is left out: an old figure would look like a true one. */
export function observeFleet(deps: GatewayDeps, checkpoints: CheckpointHealth | undefined): () => void {
  let kept: { at: number; told: Promise<Observed[]> } | undefined;
  return observe(observed, async () => {
    if (!kept || performance.now() - kept.at > KEPT_MS) kept = { at: performance.now(), told: look(deps) };
    return [...(await kept.told), ...(checkpoints ? ofCheckpoints(checkpoints) : [])];
  });
}

async function look(deps: GatewayDeps): Promise<Observed[]> {
  const [state, pollers] = await Promise.allSettled([readFleetState(deps.ledger), readPollers(deps)]);
  return [
    ...(state.status === 'fulfilled' ? ofState(state.value) : []),
    ...(pollers.status === 'fulfilled' ? pollers.value : []),
  ];
}

function ofState({ ended, open, cost, approvals, parked, breakers, drifts, admissions }: FleetState): Observed[] {
  return [
    ...ended.map(({ runs, ...labels }) => ({ metric: runsEnded, value: runs, labels })),
    ...open.map(({ runs, ...labels }) => ({ metric: runsOpen, value: runs, labels })),
    ...cost.map(({ usd, ...labels }) => ({ metric: runsCost, value: usd, labels })),
    ...approvals.flatMap(({ role, open: count, oldestS }) => [
      { metric: approvalsOpen, value: count, labels: { role } },
      { metric: approvalsOldest, value: oldestS, labels: { role } },
    ]),
    ...parked.map(({ system, runs }) => ({ metric: parkedRuns, value: runs, labels: { system } })),
    ...breakers.map(({ system, state }) => ({ metric: breakerOpen, value: OPEN[state], labels: { system } })),
    ...admissions.map(({ leftS, ...labels }) => ({ metric: admissionEnds, value: leftS, labels })),
    ...drifts.map(({ fields, ...labels }) => ({ metric: driftedFields, value: fields, labels })),
  ];
}

const OPEN = { closed: 0, 'half-open': 0.5, open: 1 } as const;

async function readPollers({ temporal, agents, mainQueue }: GatewayDeps): Promise<Observed[]> {
  const { namespace } = temporal.options;
  return temporal.connection.withDeadline(Date.now() + 2_000, () =>
    Promise.all(
      queuesOf(agents, mainQueue, false).map(async (queue) => ({
        metric: queuePollers,
        value: await pollersOf(temporal.workflowService, { namespace, queue, workflows: queue === mainQueue }),
        labels: { queue },
      })),
    ),
  );
}

function ofCheckpoints({ broken, checkedAt }: CheckpointHealth): Observed[] {
  return [
    { metric: ledgerBroken, value: broken ? 1 : 0, labels: {} },
    { metric: ledgerChecked, value: (performance.now() - checkedAt) / 1_000, labels: {} },
  ];
}
