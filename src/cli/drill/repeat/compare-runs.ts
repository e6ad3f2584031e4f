import Decimal from 'decimal.js';

/** One of several runs of the same input. */
export interface RepeatedRun {
  run: string;
  /** Null where it did not come to one in time. */
  end: string | null;
  /** Steps in the order they were entered, and the calls that were asked for in them: `resolve`, `resolve: findReceipts`. */
  path: string[];
  turns: number;
  usd: string;
}

interface Count<T> {
  value: T;
  runs: number;
}

export interface Comparison {
  outcomes: Count<string | null>[];
  paths: Count<string[]>[];
  /** Where the first runs part: what all did before, and what came next in how many; null where all took one path. */
  parting: { after: string | null; at: number; next: Count<string | null>[] } | null;
  usd: { mean: string; least: string; most: string };
  turns: { least: number; most: number };
  /** All ended alike, by one path. */
  agree: boolean;
}

/** What runs of one input have in common, and where they part. At least one. */
export function compareRuns(runs: readonly RepeatedRun[]): Comparison {
  const outcomes = counted(runs.map(({ end }) => end));
  const paths = counted(runs.map(({ path }) => path));
  const usd = runs.map((run) => new Decimal(run.usd));
  const turns = runs.map((run) => run.turns);
  return {
    ...{ outcomes, paths, parting: partingOf(runs.map(({ path }) => path)) },
    usd: {
      mean: Decimal.sum(...usd)
        .div(usd.length)
        .toDecimalPlaces(6)
        .toFixed(),
      least: Decimal.min(...usd).toFixed(),
      most: Decimal.max(...usd).toFixed(),
    },
    turns: { least: Math.min(...turns), most: Math.max(...turns) },
    agree: outcomes.length === 1 && outcomes[0]!.value !== null && paths.length === 1,
  };
}

function partingOf(paths: readonly string[][]): Comparison['parting'] {
  const longest = Math.max(...paths.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) {
    const next = counted(paths.map((path) => path[at] ?? null));
    if (next.length > 1) return { after: paths[0]![at - 1] ?? null, at, next };
  }
  return null;
}

/** Each value and how often it is there, the commonest first. */
function counted<T>(values: readonly T[]): Count<T>[] {
  const counts = new Map<string, Count<T>>();
  for (const value of values) {
    const key = JSON.stringify(value);
    counts.set(key, { value, runs: (counts.get(key)?.runs ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.runs - a.runs);
}
