import { readFile } from 'node:fs/promises';
import type { BooksView } from '../../../standins/erp/books';
import type { ReceivedMail } from '../../../standins/mailbox/start-mailbox-stand-in';
import type { Entry } from '../../../src/contracts/entry';
import type { RunId } from '../../../src/contracts/ids';
import { readEntries } from '../../../src/ledger/read-entries';
import type { Started } from '../put-through';
import type { World } from '../world';

export interface Finding {
  run?: string;
  what: string;
}

export interface Ran extends Started {
  status: string;
  end: string | null;
  entries: Entry[];
}

export interface ModelAnswer {
  requestId: string;
  model: string;
  /** Of the invoice it was about. */
  number: string;
  usage: {
    input_tokens: number;
    output_tokens: number;
    cache_read_input_tokens: number;
    cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  };
}

/** What is so, by the word of each who knows. */
export interface Evidence {
  runs: Ran[];
  books: BooksView;
  mails: ReceivedMail[];
  answers: ModelAnswer[];
}

export async function readEvidence(world: World, started: readonly Started[]): Promise<Evidence> {
  const { rows } = await world.ledger.pool.query<{ id: string; status: string; end: string | null }>(
    'select id, status, run_end as end from runs',
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const runs: Ran[] = [];
  for (const each of started) {
    const { status = 'lost', end = null } = byId.get(each.run) ?? {};
    runs.push({ ...each, status, end, entries: await readEntries(world.ledger, each.run as RunId) });
  }
  const answers = (await readFile(world.modelFile, 'utf8').catch(() => ''))
    .split('\n')
    .flatMap((line) => (line ? [JSON.parse(line) as ModelAnswer] : []));
  const [books, mails] = await Promise.all([
    fetch(world.urls.books).then((response) => response.json() as Promise<BooksView>),
    fetch(world.urls.messages).then((response) => response.json() as Promise<ReceivedMail[]>),
  ]);
  return { runs, books, mails, answers };
}
