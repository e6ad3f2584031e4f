import type { WorkflowMap } from '../../src/contracts/http';
import type { WorkflowFigures } from '../../src/contracts/figures';
import { exceptionsIn } from '../../src/drawing/exceptions-in';

/** A way from one step, or to one end. */
export interface Way {
  from: string;
  to: string;
  exception: boolean;
  count: number;
  /** Which exceptions lead here, as the map names them. */
  names: string[];
}

/** The ways that exceptions take by the map, and those that runs have gone. */
export function waysOf(map: WorkflowMap, figures: WorkflowFigures, path: readonly string[] = []): Way[] {
  const declared = exceptionsIn(map).map(({ from, to, names }) => ({
    ...{ from, to, names, exception: true },
    count: figures.exceptions
      .filter((taken) => taken.path === 'goTo' && taken.from === from && taken.to === to)
      .reduce((sum, { count }) => sum + count, 0),
  }));
  const ordinary = figures.ways.map(({ from, to, count }) => {
    const diverted = declared.find((way) => way.from === from && way.to === to)?.count ?? 0;
    return { ...{ from, to, exception: false, names: [] }, count: count - diverted };
  });
  const gone = path.slice(1).map((to, index) => ({ from: path[index]!, to }));
  const ways = [...ordinary.filter(({ count }) => count > 0), ...declared];
  for (const { from, to } of gone)
    if (from !== to && !ways.some((way) => way.from === from && way.to === to))
      ways.push({ from, to, exception: false, count: 0, names: [] });
  return ways;
}

/** Share of the visits that took no exception path; undefined where none is over. */
export function successOf({ steps }: WorkflowFigures, step: string): number | undefined {
  const { left = 0, succeeded = 0 } = steps[step] ?? {};
  return left === 0 ? undefined : succeeded / left;
}
