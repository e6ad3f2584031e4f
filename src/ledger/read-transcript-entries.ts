import type { Entry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import { decodeBody } from './encode';
import type { Ledger } from './ledger';

/** What one step's agent may be shown: the step's own entries, and the facts that the run has established; those after `after`. */
export async function readTranscriptEntries(ledger: Ledger, run: RunId, step: string, after: number): Promise<Entry[]> {
  const { rows } = await ledger.pool.query<{
    seq: number;
    source: string;
    kind: string;
    step: string | null;
    at: Date;
    header: string;
    body: Buffer;
    seal: Buffer;
  }>({
    name: 'transcript',
    text: `select seq, source, kind, step, at, header, body, seal from entries
           where run = $1 and seq > $2 and (step = $3 or kind = 'fact-established') order by seq`,
    values: [run, after, step],
  });
  return rows.map(
    (row) =>
      ({
        ...row,
        run,
        header: JSON.parse(row.header) as unknown,
        body: decodeBody(row.body),
        seal: row.seal.toString('hex'),
      }) as Entry,
  );
}
