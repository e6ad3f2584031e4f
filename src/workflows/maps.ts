import type { MapData } from '../contracts/map';
import * as all from './all-maps';

/** Maps by the name of their agent, for whoever checks or draws them outside of workflows. */
export const maps: Readonly<Record<string, MapData>> = Object.fromEntries(
  Object.values<MapData>(all).map((map) => [map.name, map]),
);
