import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Books } from './books';
import type { Dispute, Entry, Hold, NewDraft } from './books';
import type { ErpSeed } from './erp-seed';

type Deed =
  { draft: NewDraft } | { post: string } | { hold: Omit<Hold, 'hold'> } | { dispute: Omit<Dispute, 'dispute'> };

/** Books that outlive the process: each deed is in the file before it takes effect, and is done again at the next start. */
export class KeptBooks extends Books {
  constructor(
    seed: ErpSeed,
    private readonly file: string,
  ) {
    super(seed);
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line) this.redo(JSON.parse(line) as Deed);
  }

  override addDraft(draft: NewDraft): Entry {
    this.keep({ draft });
    return super.addDraft(draft);
  }

  override post(entry: Entry): string {
    if (entry.state !== 'posted') this.keep({ post: entry.id });
    return super.post(entry);
  }

  override addHold(hold: Omit<Hold, 'hold'>): Hold {
    this.keep({ hold });
    return super.addHold(hold);
  }

  override addDispute(dispute: Omit<Dispute, 'dispute'>): Dispute {
    this.keep({ dispute });
    return super.addDispute(dispute);
  }

  private redo(deed: Deed): void {
    if ('draft' in deed) super.addDraft(deed.draft);
    else if ('post' in deed) super.post(this.draft(deed.post)!);
    else if ('hold' in deed) super.addHold(deed.hold);
    else super.addDispute(deed.dispute);
  }

  private keep(deed: Deed): void {
    appendFileSync(this.file, `${JSON.stringify(deed)}\n`);
  }
}
