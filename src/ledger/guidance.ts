import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { GuidanceItem, GuidanceRequest } from '../contracts/guidance';
import { SeaworthyError } from '../contracts/errors';
import type { Json } from '../contracts/json';
import { encodeBody } from './encode';
import type { Ledger } from './ledger';
import { operate, OPERATIONS } from './operations';
import { placeOf, readerOf } from './reader';
import { indexCipher, runCipher } from './run-cipher';

interface Row {
  id: string;
  version: number;
  workflow: string;
  step: string | null;
  tenant: string | null;
  category: string | null;
  made: Buffer;
  proposed_at: Date;
  active_at: Date | null;
  retired_at: Date | null;
}

/** What is encrypted of a row. */
interface Made {
  text: string;
  why: string;
  by: string;
  about: Record<string, string>;
}

/** A new rule, or a new version of one; nobody is told it before it was promoted. @throws SeaworthyError `Guidance.Unknown` */
export async function proposeGuidance(
  ledger: Ledger,
  request: GuidanceRequest & { by: string },
): Promise<GuidanceItem> {
  const { workflow, step, tenant, category, text, why, by, about } = request;
  const id = request.id ?? `g-${randomBytes(4).toString('hex')}`;
  const made: Made = { text, why, by, about };
  const digests = await digestFacts(ledger, about);
  const cipher = await runCipher(ledger, OPERATIONS);
  const row = await operate(ledger, async (client) => {
    const { rows: last } = await client.query<{ version: number; workflow: string }>(
      'select version, workflow from guidance where id = $1 order by version desc limit 1',
      [id],
    );
    if (request.id && last[0]?.workflow !== workflow) throw unknown(id);
    const version = (last[0]?.version ?? 0) + 1;
    const sealed = cipher.encrypt(encodeBody(made as unknown as Json), placeOf(OPERATIONS, placeIn(id, version)));
    const { rows } = await client.query<Row>(
      `insert into guidance (id, version, workflow, step, tenant, about, category, made) values ($1, $2, $3, $4, $5, $6, $7, $8) returning *`,
      [id, version, workflow, step, tenant, JSON.stringify(digests), category, sealed],
    );
    return {
      result: rows[0]!,
      entry: {
        source: `guidance:${id}@${version}`,
        kind: 'guidance-proposed',
        step: null,
        header: { guidance: `${id}@${version}`, workflow },
        body: { ...made, step, tenant, category },
      },
    };
  });
  return itemOf(row, made);
}

/** No run that begins from now on is told it; those under way keep what they began with. @throws SeaworthyError `Guidance.Unknown` */
export async function retireGuidance(
  ledger: Ledger,
  id: string,
  { by, why }: { by: string; why: string },
): Promise<void> {
  await operate(ledger, async (client) => {
    const { rows } = await client.query<Row>(
      'update guidance set retired_at = clock_timestamp() where id = $1 and retired_at is null returning *',
      [id],
    );
    if (rows.length === 0) throw unknown(id);
    const [newest] = rows.sort((a, b) => b.version - a.version);
    return {
      result: undefined,
      entry: {
        source: `guidance:${id}@${newest!.version}:retired`,
        kind: 'guidance-retired',
        step: null,
        header: { guidance: rows.map(({ version }) => `${id}@${version}`), workflow: newest!.workflow },
        body: { by, why },
      },
    };
  });
}

/** From now on in force; earlier versions of them are not any more. Part of a promotion. */
export async function activateGuidance(client: PoolClient, refs: readonly string[]): Promise<void> {
  for (const ref of refs) {
    const [id, version] = partsOf(ref);
    await client.query(
      'update guidance set retired_at = clock_timestamp() where id = $1 and version < $2 and retired_at is null',
      [id, version],
    );
    await client.query(
      'update guidance set active_at = clock_timestamp() where id = $1 and version = $2 and active_at is null and retired_at is null',
      [id, version],
    );
  }
}

/** Proposed and in force, the newest first; with `all`, what was retired too; or these. @throws SeaworthyError `Ledger.Unreadable` */
export async function listGuidance(
  ledger: Ledger,
  { workflow, all = false, refs }: { workflow?: string; all?: boolean; refs?: readonly string[] },
): Promise<GuidanceItem[]> {
  const { rows } = await ledger.pool.query<Row>(
    `select * from guidance where ($1::text is null or workflow = $1) and ($2 or retired_at is null)
       and ($3::text[] is null or id || '@' || version = any ($3)) order by proposed_at desc, id limit 500`,
    [workflow ?? null, all || refs !== undefined, refs ?? null],
  );
  if (rows.length === 0) return [];
  const reader = await readerOf(ledger, OPERATIONS);
  return rows.map((row) => itemOf(row, reader.content(placeIn(row.id, row.version), row.made) as unknown as Made));
}

/** By which guidance finds the runs that it is for: what a run is about is not in the clear. */
export async function digestFacts(
  ledger: Ledger,
  facts: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const cipher = await indexCipher(ledger);
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, cipher.digest(`fact\n${name}\n${plainFact(value)}`)]),
  );
}

function itemOf({ id, version, workflow, step, tenant, category, ...row }: Row, made: Made): GuidanceItem {
  const { text, why, by, about } = made;
  return {
    ref: `${id}@${version}`,
    ...{ id, version, workflow, step, tenant, about, category, text, why, by },
    state: row.retired_at ? 'retired' : row.active_at ? 'active' : 'proposed',
    proposedAt: row.proposed_at.toISOString(),
    activeAt: row.active_at?.toISOString() ?? null,
    retiredAt: row.retired_at?.toISOString() ?? null,
  };
}

function placeIn(id: string, version: number): string {
  return `guidance ${id}@${version}`;
}

function unknown(id: string): SeaworthyError {
  return new SeaworthyError('Guidance.Unknown', `There is no guidance ${id.slice(0, 60)} here.`);
}
/** As facts are compared: without blanks, signs and case. */
export function plainFact(value: string): string {
  return value.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function partsOf(ref: string): [id: string, version: number] {
  const [id = '', version = '0'] = ref.split('@');
  return [id, Number(version)];
}
