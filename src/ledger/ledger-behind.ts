import { SeaworthyError } from '../contracts/errors';

/** The ledger lacks what a run has seen, so it was restored to an older state. */
export class LedgerBehind extends SeaworthyError {
  /** `seen`: the number of the entry that was seen; `last`: that of the last there is, 0 where the run is not there at all. */
  constructor(run: string, seen: number, last?: number) {
    const there = last === undefined ? '' : last === 0 ? ': the run is not there' : `: there it ends at ${last}`;
    super('Ledger.Behind', `Run ${run} has seen entry ${seen}, which is not in the ledger${there}.`);
  }
}
