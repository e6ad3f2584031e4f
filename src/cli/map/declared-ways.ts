import type { MapData } from '../../contracts/map';
import { exceptionsIn } from '../../drawing/exceptions-in';

export interface DeclaredWay {
  from: string;
  to: string;
  exception: boolean;
}

/**
 * The ways that can be read off a map without its code: from step to step in the order of the declaration, from a decision to the steps and ends
 * declared after it that its branches are called by, and those of exceptions. What code decides beside that, only runs show.
 */
export function declaredWays(map: MapData): DeclaredWay[] {
  const steps = Object.entries(map.steps);
  const branches = steps.flatMap(([from, step], index) => {
    const later = new Set(steps.slice(index + 1).map(([name]) => name));
    if (step.kind !== 'decision') return [];
    return step.branches.flatMap((to) => (later.has(to) ? [{ from, to, exception: false }] : []));
  });
  const chosen = new Set(branches.map(({ to }) => to));
  const inOrder = steps.filter(([, { kind }]) => kind !== 'human' && kind !== 'end').map(([name]) => name);
  const order = inOrder
    .slice(1)
    .flatMap((to, index) => (chosen.has(to) ? [] : [{ from: inOrder[index]!, to, exception: false }]));
  const exceptions = exceptionsIn(map).map(({ from, to }) => ({ from, to, exception: true }));
  return [...order, ...branches, ...exceptions];
}
