import type { WorkflowMap } from '../contracts/http';
import type { MapStep } from '../contracts/map';

/** As it is declared, or as the gateway tells of it. */
interface AnyMap {
  steps: Readonly<Record<string, MapStep | WorkflowMap['steps'][string]>>;
}

/** The ways that exceptions take by a map, each with the exceptions that take it. */
export function exceptionsIn({ steps }: AnyMap): { from: string; to: string; names: string[] }[] {
  return Object.entries(steps).flatMap(([from, step]) => {
    const byGoal = new Map<string, string[]>();
    for (const [name, way] of Object.entries(step))
      if (name.startsWith('on') && typeof way === 'object' && 'path' in way) {
        const last = way.path === 'cached' ? way.otherwise : way;
        if (last.path === 'goTo') byGoal.set(last.to, [...(byGoal.get(last.to) ?? []), name.slice(2).toLowerCase()]);
      }
    return [...byGoal].map(([to, names]) => ({ from, to, names }));
  });
}
