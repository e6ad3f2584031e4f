import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { EngineActivities, NotifyActivities, Route } from '../../contracts/activities';

// Nothing is bounded by attempts: activities count what counts and return `unavailable`. Schedule-to-close only bounds what nobody thought of.
const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

const bookkeeping = {
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '30 days',
  retry: { ...retry, initialInterval: '200ms' },
} as const;

/** Short activities on the run's own queue: the ledger's. */
export const ledger = {
  begin: proxyActivities<EngineActivities>({ ...bookkeeping, summary: 'ledger · begin' }).begin,
  adopt: proxyActivities<EngineActivities>({ ...bookkeeping, summary: 'ledger · adopt after reset' }).adopt,
  record: (summary: string): EngineActivities['record'] =>
    proxyActivities<EngineActivities>({ ...bookkeeping, summary }).record,
  claimSubject: proxyActivities<EngineActivities>({ ...bookkeeping, summary: 'ledger · claim subject' }).claimSubject,
  delegate: (summary: string): EngineActivities['delegate'] =>
    proxyActivities<EngineActivities>({ ...bookkeeping, summary }).delegate,
  workingTime: proxyActivities<EngineActivities>({ ...bookkeeping, summary: 'ledger · working time' }).workingTime,
  raiseBudget: proxyActivities<EngineActivities>({ ...bookkeeping, summary: 'ledger · raise budget' }).raiseBudget,
  takeDecision: proxyActivities<EngineActivities>({ ...bookkeeping, summary: 'ledger · take decision' }).takeDecision,
};

export function reasonActivity(summary: string): EngineActivities['reason'] {
  return proxyActivities<EngineActivities>({
    startToCloseTimeout: '1 hour',
    scheduleToCloseTimeout: '30 days',
    heartbeatTimeout: '10s',
    retry,
    summary,
  }).reason;
}

/** On the queue of the tool's system. Cancelling a run waits for it: a write is never abandoned between claim and settle. */
export function actActivity(route: Route, summary: string): EngineActivities['act'] {
  return proxyActivities<EngineActivities>({
    taskQueue: route.queue,
    startToCloseTimeout: route.startToClose,
    scheduleToCloseTimeout: '30 days',
    heartbeatTimeout: '10s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry,
    summary,
  }).act;
}

/** Telling people is an effort, not a condition: a run goes on without. */
export function notifyActivity(queue: string): NotifyActivities['notify'] {
  return proxyActivities<NotifyActivities>({
    taskQueue: queue,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: '10 minutes',
    retry,
    summary: 'notify',
  }).notify;
}
