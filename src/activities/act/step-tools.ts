import type { MapData } from '../../contracts/map';

/** The tools a step may use, by this worker's own copy of the map. */
export function stepTools(map: MapData, name: string): readonly string[] {
  const step = map.steps[name];
  switch (step?.kind) {
    case 'system':
      return [step.tool];
    case 'agent':
      return step.tools;
    default:
      return [];
  }
}
