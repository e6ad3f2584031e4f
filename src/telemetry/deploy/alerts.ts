import { metrics, prometheusName } from '../metrics';

/** From when on somebody is told. */
export interface Thresholds {
  /** How long the oldest question of a role may wait, in seconds. */
  approvalS: number;
  /** The share of a step's activities that may fail in the long run: its error budget. */
  failedShare: number;
  /** What the models of one workflow may cost in an hour. */
  usdPerHour: number;
  /** How long the ledger may go without being covered by a checkpoint, in seconds. */
  uncheckedS: number;
  /** How long before an admission ends, in seconds. */
  admissionS: number;
  /** How long it has to hold before somebody is told, in seconds. */
  forS: number;
}

export const usualThresholds: Thresholds = {
  approvalS: 4 * 3_600,
  failedShare: 0.01,
  usdPerHour: 20,
  uncheckedS: 600,
  admissionS: 7 * 86_400,
  forS: 120,
};

export interface Alert {
  name: string;
  severity: 'page' | 'ticket';
  expr: string;
  summary: string;
  todo: string;
}

/** At this multiple of its long-run rate, a 30 days' error budget is gone in two days. */
const BURN = 14.4;

const {
  approvalsOldest,
  stepSeconds,
  runsCost,
  driftedFields,
  admissionEnds,
  ledgerBroken,
  ledgerChecked,
  queuePollers,
} = metrics;

/** Figures of the fleet come from each gateway alike, hence `max`. */
export function alerts(thresholds: Thresholds): Alert[] {
  const count = `${prometheusName(stepSeconds)}_count`;
  const failedIn = (window: string): string =>
    `sum by (agent, step) (rate(${count}{outcome="failed"}[${window}])) / sum by (agent, step) (rate(${count}[${window}])) > ${Number((BURN * thresholds.failedShare).toPrecision(6))}`;
  return [
    {
      name: 'ApprovalStuck',
      severity: 'ticket',
      expr: `max by (role) (${prometheusName(approvalsOldest)}) > ${thresholds.approvalS}`,
      summary: 'A question for {{ $labels.role }} has waited {{ $value | humanizeDuration }}.',
      todo: '`seaworthy approvals` lists what waits, and for whom.',
    },
    {
      name: 'StepErrorBudgetBurning',
      severity: 'page',
      expr: `(${failedIn('1h')}) and (${failedIn('5m')})`,
      summary: '{{ $value | humanizePercentage }} of step {{ $labels.step }} of {{ $labels.agent }} fail.',
      todo: '`seaworthy runs` and `seaworthy show RUN` say by what; `seaworthy systems` says which system is away.',
    },
    {
      name: 'CostBurning',
      severity: 'page',
      expr: `max by (workflow) (increase(${prometheusName(runsCost)}[1h])) > ${thresholds.usdPerHour}`,
      summary: 'The models of {{ $labels.workflow }} have cost {{ $value | humanize }} USD in an hour.',
      todo: '`seaworthy runs` says which; `seaworthy halt` stops them.',
    },
    {
      name: 'ContractDrifted',
      severity: 'ticket',
      expr: `max by (system, contract) (${prometheusName(driftedFields)}) > 0`,
      summary: '{{ $value }} fields of what {{ $labels.system }} answers to {{ $labels.contract }} do not fit.',
      todo: '`seaworthy quarantine` shows the answers.',
    },
    {
      name: 'AdmissionEnding',
      severity: 'ticket',
      expr: `abs(max by (workflow, environment) (${prometheusName(admissionEnds)})) < ${thresholds.admissionS}`,
      summary:
        'The admission of {{ $labels.workflow }} to {{ $labels.environment }} ends, or has ended, within {{ $value | humanizeDuration }}.',
      todo: '`seaworthy readiness {{ $labels.workflow }}` says whether it may be admitted again, `seaworthy admit` does.',
    },
    {
      name: 'LedgerVerificationFailing',
      severity: 'page',
      expr: `max(${prometheusName(ledgerBroken)}) > 0 or min(${prometheusName(ledgerChecked)}) > ${thresholds.uncheckedS}`,
      summary: 'The ledger does not fit its checkpoints, or is not covered by any.',
      todo: '`seaworthy audit verify` finds what is wrong; docs/audit.md says what to do.',
    },
    {
      name: 'QueueWithoutWorker',
      severity: 'page',
      expr: `max by (queue) (${prometheusName(queuePollers)}) == 0`,
      summary: 'No worker polls the task queue {{ $labels.queue }}.',
      todo: '`seaworthy worker --queues {{ $labels.queue }}` starts one.',
    },
  ];
}
