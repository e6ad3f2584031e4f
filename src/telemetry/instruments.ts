import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import type { Metric } from './metrics';

type Labels<M extends Metric> = { [L in M['labels'][number]]: string };

let meter: Meter | undefined;
const made = new Map<string, Counter | Histogram>();

/** From now on it is counted; without a meter, nothing is and nothing is made. */
export function countWith(given: Meter | undefined): void {
  meter = given;
  made.clear();
}

export function add<M extends Metric & { kind: 'counter' }>(metric: M, value: number, labels: Labels<M>): void {
  if (!meter) return;
  const counter = (made.get(metric.name) ?? meter.createCounter(metric.name, told(metric))) as Counter;
  made.set(metric.name, counter);
  counter.add(value, labels);
}

export function record<M extends Metric & { kind: 'histogram' }>(metric: M, value: number, labels: Labels<M>): void {
  if (!meter) return;
  const advice = metric.buckets ? { advice: { explicitBucketBoundaries: [...metric.buckets] } } : {};
  const histogram = (made.get(metric.name) ??
    meter.createHistogram(metric.name, { ...told(metric), ...advice })) as Histogram;
  made.set(metric.name, histogram);
  histogram.record(value, labels);
}

export interface Observed {
  metric: Metric & { kind: 'total' | 'gauge' };
  value: number;
  labels: Record<string, string>;
}

/** Has these asked for whenever somebody collects. Gives a way to end that. */
export function observe(
  wanted: readonly (Metric & { kind: 'total' | 'gauge' })[],
  read: () => Promise<readonly Observed[]>,
): () => void {
  const at = meter;
  if (!at) return () => undefined;
  const instruments = new Map(
    wanted.map((metric) => [
      metric.name,
      metric.kind === 'total'
        ? at.createObservableCounter(metric.name, told(metric))
        : at.createObservableGauge(metric.name, told(metric)),
    ]),
  );
  const look: Parameters<Meter['addBatchObservableCallback']>[0] = async (result) => {
    for (const { metric, value, labels } of await read()) result.observe(instruments.get(metric.name)!, value, labels);
  };
  const all = [...instruments.values()];
  at.addBatchObservableCallback(look, all);
  return () => at.removeBatchObservableCallback(look, all);
}

function told({ help, unit }: Metric): { description: string; unit: string } {
  return { description: help, unit };
}
