import type { Diverted } from './map';

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
