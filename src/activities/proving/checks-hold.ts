import Decimal from 'decimal.js';
import type { Check } from '../../contracts/cases';
import type { Json } from '../../contracts/json';
import type { Replayed } from './replay-step';

type Did = Pick<Replayed, 'ended' | 'outcome' | 'calls'>;

/** Whether all of it holds of what an agent did; of one that did not come to a conclusion, nothing that it was to conclude holds. */
export function checksHold(checks: readonly Check[], did: Did): boolean {
  return checks.every((check) => {
    switch (check.check) {
      case 'concludes':
        return did.ended === 'concluded' && fits(check, fieldIn(did.outcome, check.path));
      case 'calls':
        return did.calls.some(
          ({ tool, args }) =>
            tool === check.tool && (check.path === undefined || fits(check, fieldIn(args, check.path))),
        );
      case 'calls-not':
        return did.ended === 'concluded' && did.calls.every(({ tool }) => tool !== check.tool);
    }
  });
}

/** Whether two conclusions come to the same; with `decisive` fields, by these alone. */
export function sameOutcome(one: Json | undefined, other: Json | undefined, decisive?: readonly string[]): boolean {
  if (one === undefined || other === undefined) return false;
  const fields = decisive ?? [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])];
  return fields.every((field) => same(fieldIn(one, field), fieldIn(other, field)));
}

function fits(
  { is, isNot, in: within }: { is?: unknown; isNot?: unknown; in?: unknown[] | undefined },
  value: unknown,
): boolean {
  if (within) return within.some((each) => same(each, value));
  return isNot === undefined ? same(is, value) : !same(isNot, value);
}

/** Amounts are text: 3200 is 3200.00. */
function same(one: unknown, other: unknown): boolean {
  const [a, b] = [numberIn(one), numberIn(other)];
  if (a && b) return a.eq(b);
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function numberIn(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return new Decimal(value);
  return typeof value === 'string' && /^-?\d{1,20}(\.\d{1,10})?$/.test(value) ? new Decimal(value) : undefined;
}

function fieldIn(value: Json | undefined, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name)
          ? (at as Record<string, unknown>)[name]
          : undefined,
      value,
    );
}
