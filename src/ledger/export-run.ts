import type { JSONWebKeySet } from 'jose';
import type { ClientBase } from 'pg';
import { SeaworthyError } from '../contracts/errors';
import type { Verifier } from '../integrations/keys/key-ring';
import { readChain } from './checkpoint-chain';
import type { CheckpointStore } from './checkpoint-store';
import { COLUMNS } from './verify-ledger';
import type { RawEntry } from './verify-seal';
import { beSober, readRaw, stream } from './verify-session';

/** A line of an export: what docs/audit.md describes. Bytes are base64, times as PostgreSQL writes them in UTC. */
export type ExportLine = { type: string } & Record<string, unknown>;

/**
 * All there is of one run, line by line: its rows, the entries as they are stored, the documents they name, the checkpoints that speak of it,
 * and the public keys. Call it in a transaction with one snapshot.
 * @throws SeaworthyError `Run.Unknown`
 */
export async function* exportRun(
  client: ClientBase,
  run: string,
  { store, verifier, keys }: { store: CheckpointStore; verifier: Verifier; keys: JSONWebKeySet },
): AsyncIterable<ExportLine> {
  await beSober(client);
  const [row] = await readRaw(client, 'select * from public.runs where id = $1', [run]);
  if (!row) throw new SeaworthyError('Run.Unknown', `Run ${run} is not in the ledger.`);
  const [now] = await readRaw(client, 'select now() as at');
  yield { type: 'export', version: 1, run, ...now };
  yield { type: 'keys', ...keys };
  for await (const { checkpoint, token } of readChain(store, verifier)) {
    if (checkpoint.changed.some(([id]) => id === run) || checkpoint.gone.includes(run))
      yield { type: 'checkpoint', token };
  }
  yield line('run', row);
  for (const each of await readRaw(client, 'select * from public.erasures where run = $1', [run]))
    yield line('erasure', each);
  for (const [type, table] of [
    ['approval', 'approvals'],
    ['claim', 'claims'],
  ] as const) {
    for (const each of await readRaw(client, `select * from public.${table} where run = $1 order by id`, [run]))
      yield line(type, each);
  }
  const entries = stream<RawEntry>(
    client,
    'exported_entries',
    `select ${COLUMNS} from public.entries where run = $1 order by seq`,
    { bite: 500, values: [run] },
  );
  for await (const bite of entries) {
    for (const entry of bite) yield line('entry', entry);
  }
  const named = await readRaw<{ document: string }>(
    client,
    'select document from public.document_runs where run = $1 order by document',
    [run],
  );
  for (const { document: id } of named) {
    const [document] = await readRaw(client, 'select * from public.documents where id = $1', [id]);
    if (document) yield line('document', document);
  }
}

function line(type: string, row: object): ExportLine {
  const shown = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    Buffer.isBuffer(value) ? value.toString('base64') : value,
  ]);
  return { type, ...(Object.fromEntries(shown) as object) };
}
