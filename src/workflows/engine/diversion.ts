import type { Json } from '../../contracts/json';

/** Why an exception path was taken. */
export interface Diverted {
  from: string;
  exception: string;
  reason: string;
  details: Json;
}

/** Leaves a step for where its exception path leads. Caught by runMap and nowhere else. */
export class Diversion extends Error {
  constructor(
    readonly to: string,
    readonly diverted: Diverted,
  ) {
    super(`${diverted.from} → ${to}: ${diverted.reason}`);
    this.name = 'Diversion';
  }
}
