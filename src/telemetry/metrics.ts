/**
 * A metric as it is counted, exported, drawn and alerted on. `counter` and `histogram` are counted in the process where it happens; `total` and
 * `gauge` are of the whole fleet, read by a gateway: every gateway tells the same, so that they are joined by `max`, never by `sum`.
 */
export interface Metric {
  name: string;
  kind: 'counter' | 'histogram' | 'total' | 'gauge';
  help: string;
  /** UCUM, as OpenTelemetry writes units. */
  unit: string;
  /** What it is told by. Names of our own making and of bounded number: nothing of an input, no run, no person. */
  labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  buckets?: readonly number[];
}

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 300, 600];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

const genAi = ['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model'] as const;
const genAiUsage = (what: string, help: string) =>
  ({ name: `gen_ai.client.inference.usage.${what}`, kind: 'counter', help, unit: '{token}', labels: genAi }) as const;

/** Every metric there is. Alert rules and the dashboard in deploy/ are generated from here. */
export const metrics = {
  // In the process.
  stepSeconds: {
    name: 'seaworthy.step.seconds',
    kind: 'histogram',
    help: 'Time of one activity of a step: a stretch of reasoning or a call of a system.',
    unit: 's',
    labels: ['agent', 'step', 'outcome'],
    buckets: SECONDS,
  },
  retries: {
    name: 'seaworthy.activity.retries',
    kind: 'counter',
    help: 'Attempts of activities after the first.',
    unit: '{attempt}',
    labels: ['activity'],
  },
  modelCalls: {
    name: 'seaworthy.model.calls',
    kind: 'counter',
    help: 'Calls of a model; outcome is done or the class of the failure.',
    unit: '{call}',
    labels: ['model', 'outcome'],
  },
  modelTokens: {
    name: 'seaworthy.model.tokens',
    kind: 'counter',
    help: 'Tokens that are paid for, by class; cache hits are cache_read over all but output.',
    unit: '{token}',
    labels: ['model', 'class'],
  },
  modelCost: {
    name: 'seaworthy.model.cost.usd',
    kind: 'counter',
    help: 'Cost of model calls by the price book.',
    unit: '{USD}',
    labels: ['model'],
  },
  toolCalls: {
    name: 'seaworthy.tool.calls',
    kind: 'counter',
    help: 'Results of tool calls.',
    unit: '{call}',
    labels: ['tool', 'outcome'],
  },
  verdicts: {
    name: 'seaworthy.verdicts',
    kind: 'counter',
    help: 'What was said of calls that agents asked for.',
    unit: '{call}',
    labels: ['tool', 'verdict'],
  },
  // The GenAI conventions while they settle: 1.41 first, then the names that come after.
  genAiTokens: {
    name: 'gen_ai.client.token.usage',
    kind: 'histogram',
    help: 'Tokens of a call, by the GenAI conventions 1.41.',
    unit: '{token}',
    labels: [...genAi, 'gen_ai.token.type'],
    buckets: TOKENS,
  },
  genAiOperationDuration: {
    name: 'gen_ai.client.operation.duration',
    kind: 'histogram',
    help: 'Duration of a call, by the GenAI conventions 1.41.',
    unit: 's',
    labels: genAi,
    buckets: SECONDS,
  },
  genAiInferenceDuration: {
    name: 'gen_ai.client.inference.duration',
    kind: 'histogram',
    help: 'Duration of a call.',
    unit: 's',
    labels: genAi,
    buckets: SECONDS,
  },
  genAiInput: genAiUsage('input_tokens', 'Input tokens, cached ones included.'),
  genAiOutput: genAiUsage('output_tokens', 'Output tokens.'),
  genAiCacheRead: genAiUsage('cache_read.input_tokens', 'Input tokens read from the cache.'),
  genAiCacheWrite: genAiUsage('cache_write.input_tokens', 'Input tokens written to the cache.'),
  // Of the fleet, from the ledger.
  runsEnded: {
    name: 'seaworthy.runs.ended',
    kind: 'total',
    help: 'Runs that have ended, by where in their map.',
    unit: '{run}',
    labels: ['workflow', 'end'],
  },
  runsOpen: {
    name: 'seaworthy.runs.open',
    kind: 'gauge',
    help: 'Runs that have not ended: running, waiting for people, parked.',
    unit: '{run}',
    labels: ['workflow', 'status'],
  },
  runsCost: {
    name: 'seaworthy.runs.cost.usd',
    kind: 'total',
    help: 'Cost of the models of all runs.',
    unit: '{USD}',
    labels: ['workflow'],
  },
  approvalsOpen: {
    name: 'seaworthy.approvals.open',
    kind: 'gauge',
    help: 'Questions that wait for people.',
    unit: '{approval}',
    labels: ['role'],
  },
  approvalsOldest: {
    name: 'seaworthy.approvals.oldest.seconds',
    kind: 'gauge',
    help: 'How long the oldest question has waited.',
    unit: 's',
    labels: ['role'],
  },
  parkedRuns: {
    name: 'seaworthy.parked.runs',
    kind: 'gauge',
    help: 'Runs that wait for a system.',
    unit: '{run}',
    labels: ['system'],
  },
  breakerOpen: {
    name: 'seaworthy.breaker.open',
    kind: 'gauge',
    help: 'Whether calls of a system are held back: 1 open, 0.5 half-open, 0 closed.',
    unit: '1',
    labels: ['system'],
  },
  driftedFields: {
    name: 'seaworthy.drift.fields',
    kind: 'gauge',
    help: 'Fields of answers that do not fit what a system was taken to answer.',
    unit: '{field}',
    labels: ['system', 'contract'],
  },
  admissionEnds: {
    name: 'seaworthy.admission.seconds',
    kind: 'gauge',
    help: 'How long the last admission of a workflow to an environment has yet to last; negative once it has ended.',
    unit: 's',
    labels: ['workflow', 'environment'],
  },
  ledgerBroken: {
    name: 'seaworthy.ledger.broken',
    kind: 'gauge',
    help: '1 when the last look at the ledger found that checkpoints and ledger do not fit together.',
    unit: '1',
    labels: [],
  },
  ledgerChecked: {
    name: 'seaworthy.ledger.unchecked.seconds',
    kind: 'gauge',
    help: 'How long ago the ledger was last covered by a checkpoint, or found unchanged.',
    unit: 's',
    labels: [],
  },
  queuePollers: {
    name: 'seaworthy.queue.pollers',
    kind: 'gauge',
    help: 'Workers that poll a task queue, as Temporal knows.',
    unit: '{worker}',
    labels: ['queue'],
  },
} as const satisfies Record<string, Metric>;

/** As Prometheus knows it; of a histogram, without `_bucket`, `_sum`, `_count`. */
export function prometheusName({ name, kind }: Pick<Metric, 'name' | 'kind'>): string {
  const plain = name.replaceAll(/\W/g, '_');
  return kind === 'counter' || kind === 'total' ? `${plain}_total` : plain;
}
