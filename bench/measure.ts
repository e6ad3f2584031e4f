/** Times each of `works` in turn, round after round, so that what the machine does beside it falls on all alike. Milliseconds, sorted. */
export async function measure(
  works: readonly (() => Promise<unknown>)[],
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<number[][]> {
  const times = works.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [i, work] of works.entries()) {
      const began = performance.now();
      await work();
      if (round >= 0) times[i]!.push(performance.now() - began);
    }
  }
  return times.map((list) => list.sort((a, b) => a - b));
}

/** Of a sorted list, by the nearest rank. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}
