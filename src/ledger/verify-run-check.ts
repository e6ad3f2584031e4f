import { ChainCheck } from './verify-chain';
import type { Covered } from './verify-coverage';
import type { Finding } from './verify-finding';
import { ProjectionCheck } from './verify-projection';
import type { Row } from './verify-projection';
import type { RawEntry } from './verify-seal';

export interface RawRun extends Row {
  id: string;
  seq: number;
  head: Buffer;
  started_at: string;
}

/** Checks one run: its entries one after the other, then the rows that follow from them. */
export class RunCheck {
  entries = 0;
  readonly approvals: Row[] = [];
  readonly claims: Row[] = [];
  /** Undefined where they are not at hand. */
  parked: Row[] | undefined;
  flags: Row[] | undefined;
  cases: Row[] | undefined;
  private unreadable: number | undefined;
  private readonly chain: ChainCheck;
  private readonly projection = new ProjectionCheck();

  constructor(
    private readonly run: RawRun,
    covered: Covered | undefined,
  ) {
    this.chain = new ChainCheck(covered);
  }

  add(entry: RawEntry): void {
    this.entries++;
    this.chain.add(entry);
    if (!this.chain.holds || this.unreadable !== undefined) return;
    try {
      this.projection.add(entry);
    } catch {
      this.unreadable = entry.seq; // we would not have written it
    }
  }

  /** Of a chain that does not hold, nothing follows. */
  end(): Finding[] {
    const run = this.run.id;
    const flaw = this.chain.end(this.run);
    const seq = this.unreadable;
    if (seq !== undefined && (!flaw || seq < flaw.seq)) return [{ what: 'entry', run, seq, why: 'altered' }];
    if (flaw) return [{ what: 'entry', run, ...flaw }];
    return this.projection.compare(this.run, this).map((drift) => ({ what: 'drift', run, ...drift }));
  }
}
