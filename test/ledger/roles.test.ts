// Needs PostgreSQL (embedded, from the global set-up).
import type { RunId } from '../../src/contracts/ids';
import { adoptRun } from '../../src/ledger/adopt-run';
import { append } from '../../src/ledger/append';
import { beginSending, claimWrite, freeClaim, noteDraft, releaseClaim, settleClaim } from '../../src/ledger/claims';
import { Checkpointer } from '../../src/ledger/checkpointer';
import { decide } from '../../src/ledger/decide';
import { getDocument, putDocument } from '../../src/ledger/documents';
import { listApprovals } from '../../src/ledger/list-approvals';
import { openLedger } from '../../src/ledger/ledger';
import { declareHalt, liftHalt, listInForce } from '../../src/ledger/halts';
import { addRule, endRule, readRules } from '../../src/ledger/rules';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { putQuarantine } from '../../src/ledger/quarantine';
import { readEntries } from '../../src/ledger/read-entries';
import { registerRun } from '../../src/ledger/register-run';
import { startRun } from '../../src/ledger/start-run';
import { claimSubject } from '../../src/ledger/subjects';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';
import { freshDatabase } from '../helpers/stack';

let audited: AuditedLedger;
const logins: string[] = [];
const ledgers: Ledger[] = [];

beforeAll(async () => {
  audited = await auditedLedger();
});
afterAll(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  for (const login of logins) await audited.ledger.pool.query(`drop owned by ${login}; drop role ${login}`);
  await audited.close();
});

/** A login of its own, which has the rights of a role and nothing more. */
async function as(role: string, tenant?: string): Promise<Ledger> {
  const login = `login_${crypto.randomUUID().slice(0, 8)}`;
  await audited.ledger.pool.query(`create role ${login} login password 'x' in role ${role}`);
  if (tenant) await audited.ledger.pool.query('insert into tenant_logins values ($1, $2)', [login, tenant]);
  logins.push(login);
  const url = new URL(audited.url);
  url.username = login;
  url.password = 'x';
  const ledger = openLedger(url.href, { connections: 2 });
  ledgers.push(ledger);
  return ledger;
}

const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };

it('a gateway halts and rules; a worker looks, and changes neither', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  const halt = await declareHalt(gateway, { kind: 'tool', value: 'none', why: 'why', by: 'local|controller' });
  expect(await listInForce(worker, 1_000)).toMatchObject([{ id: halt.id }]);
  await expect(liftHalt(worker, { id: halt.id, why: '', by: 'me' })).rejects.toThrow('permission denied');
  await liftHalt(gateway, { id: halt.id, why: 'over', by: 'local|controller' });
  const any = { agent: '*', tenant: '*', environment: '*', fact: null, role: null, within: null };
  const denial = { ...any, target: 'tool', name: 'none', effect: 'deny', why: 'why', by: 'local|controller' } as const;
  await expect(addRule(worker, denial)).rejects.toThrow('permission denied');
  const rule = await addRule(gateway, denial);
  expect((await readRules(worker)).version).toBe(rule.version);
  await endRule(gateway, { id: rule.id, why: 'over', by: 'local|controller' });
});

it('a worker does its work', async () => {
  const worker = await as('seaworthy_worker');
  const run = await beginRun(worker, 'worked');
  const draw = { subject: 's', amount: '1', within: '1 day', ceiling: '1' };
  const limit = { draw, approved: false };
  const claim = await claimWrite(
    worker,
    { run, step: 's', tool: 't', key: 'k2', call: 'c', digest: 'd', requestTimeoutMs: 1, scopes: [], limit },
    fence,
  );
  const system = { name: 'erp', requestTimeoutMs: 1, settlesWithinMs: 1 };
  expect(await beginSending(worker, claim, system, [])).toMatchObject({ type: 'may-send' });
  await noteDraft(worker, claim, 'draft');
  await releaseClaim(worker, claim, 'unknown');
  await freeClaim(worker, claim, 'local|lead', 'd');
  await settleClaim(worker, claim, 'done');
  const document = await putDocument(worker, { bytes: Buffer.from('x'), mediaType: 'text/plain' });
  await getDocument(worker, document);
  await claimSubject(worker, { tenant: 'default', workflow: 'w', key: 'k', run, facts: {} });
  await putQuarantine(worker, { run, step: 's', tool: 't', system: 'erp', answer: '?' });
  await adoptRun(worker, run, 'second');
  expect(await readEntries(worker, run)).toHaveLength(8);
});

it('a gateway does its work', async () => {
  const gateway = await as('seaworthy_gateway');
  const run = 'asked' as RunId;
  await registerRun(gateway, {
    ...{ id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' },
    ...{ workflow: 'w', workflowId: 'w-asked' },
  });
  const header = { approval: 'a' as never, gate: 'approval', role: 'r', tool: 't', digest: 'd' } as const;
  await append(audited.ledger.pool, run, null, [
    { source: 'w:0', kind: 'approval-asked', step: 's', header: { ...header, due: '2026-12-01T00:00:00Z' }, body: {} },
  ]);
  await listApprovals(gateway, { limit: 10 });
  await decide(gateway, audited.keys, {
    ...{ approval: 'a' as never, decision: 'approve', reason: 'fine', roles: ['r'] },
    by: { issuer: 'local', subject: 'lead' },
  });
  await putDocument(gateway, { bytes: Buffer.from('y'), mediaType: 'text/plain' });
  expect(await new Checkpointer(gateway, audited.store, audited.keys).take()).toMatchObject({ number: 1 });
});

it('an auditor reads everything and verifies', async () => {
  const auditor = await as('seaworthy_auditor');
  expect(await snapshot(auditor, (client) => verifyLedger(client, {}))).toMatchObject({ findings: [] });
  await expect(auditor.pool.query(`insert into documents values ('x', 't', null, '')`)).rejects.toThrow('denied');
});

const FORBIDDEN = [
  `insert into entries values ('worked', 99, 's', 'decided', null, now(), '{}', '', '')`,
  `update entries set body = ''`,
  `delete from entries`,
  `truncate entries cascade`,
  `alter table entries disable trigger all`,
  `drop trigger entries_are_insert_only on entries`,
  `set session_replication_role = replica`,
  `update runs set seq = 0`,
  `update runs set head = ''`,
  `update runs set starter = 'local|other'`,
  `update runs set tenant = 'other'`,
  `insert into runs (id, tenant, starter, temporal_run, seq) values ('x', 'default', 's', 't', 5)`,
  `delete from runs`,
  `update approvals set status = 'decided'`,
  `insert into approvals (id, run) values ('x', 'worked')`,
  `delete from claims`,
  `update documents set bytes = ''`,
  `delete from documents`,
  `select rebuild_projections()`,
  `select project('worked', 1, 'run-ended', null, now(), '{}')`,
  `create or replace function sealed_header(text, int, text, text, text, timestamptz, text) returns bytea language sql as $$ select ''::bytea $$`,
  `create function append_entries() returns void language sql as $$ $$`,
  `create table mine (a int)`,
  `delete from checkpoints`,
  `update checkpoints set hash = ''`,
  `insert into tenant_logins values (session_user, 'other')`,
  `delete from drizzle.__drizzle_migrations`,
  `alter role current_user superuser`,
  `set role seaworthy`,
];

it.each(['seaworthy_worker', 'seaworthy_gateway', 'seaworthy_auditor'])(
  '%s cannot change what happened',
  async (role) => {
    const ledger = await as(role);
    const refused: string[] = [];
    for (const statement of FORBIDDEN) {
      await ledger.pool.query(statement).catch((error: { code?: string }) => {
        const FOR_WANT_OF_RIGHTS = ['42501'];
        if (FOR_WANT_OF_RIGHTS.includes(error.code ?? '')) refused.push(statement);
        else throw error;
      });
    }
    expect(refused).toEqual(FORBIDDEN);
  },
);

it('append_entries is not led astray by what a caller puts in its way', async () => {
  const worker = await as('seaworthy_worker');
  const run = await beginRun(audited.ledger, 'astray');
  const client = await worker.pool.connect();
  try {
    await client.query('create temp table entries (like public.entries)');
    await client.query('set search_path = pg_temp, public');
    await append(client, run, fence, [{ source: 'x', kind: 'resumed', step: null, header: { activity: '1' } }]);
  } finally {
    client.release(true);
  }
  expect(await readEntries(audited.ledger, run)).toHaveLength(8);
});

it('a login that is bound to a tenant sees and touches nothing of another', async () => {
  const ours = await as('seaworthy_worker', 'ours');
  const theirs = await beginRun(audited.ledger, 'theirs', 'theirs');
  await claimSubject(audited.ledger, { tenant: 'theirs', workflow: 'w', key: 'k', run: theirs, facts: {} });
  const mine = await beginRun(ours, 'ours', 'ours');
  await grow(ours, mine, ['a']);
  for (const table of ['runs', 'entries', 'approvals', 'claims', 'subjects']) {
    const column = table === 'runs' ? 'id' : 'run';
    const { rows } = await ours.pool.query<{ run: string }>(`select distinct ${column} as run from ${table}`);
    expect({ table, runs: rows.map(({ run }) => run) }).toEqual({ table, runs: table === 'subjects' ? [] : ['ours'] });
  }
  await expect(grow(ours, theirs, ['b'])).rejects.toThrow('serves tenant ours only');
  await expect(startRun(ours, { id: 'x' as RunId, tenant: 'theirs', starter: 's', temporalRun: 't' })).rejects.toThrow(
    'tenant ours',
  );
  const { rowCount } = await ours.pool.query(`update claims set state = 'settled' where run = 'theirs'`);
  expect(rowCount).toBe(0);
  await expect(
    ours.pool.query(`insert into claims (run, tool, business_key, call, digest) values ('theirs', 't', 'z', 'c', 'd')`),
  ).rejects.toThrow('row-level security');
});

describe('migrating as a role that does not own the tables', () => {
  it('changes nothing when the schema is current', async () => {
    expect(await migrate(await as('seaworthy_worker'))).toMatchObject({ as: 'role' });
  });

  it('says which command to run when it is not', async () => {
    const empty = await freshDatabase();
    await as('seaworthy_worker');
    const url = new URL(empty.url);
    url.username = logins.at(-1)!;
    url.password = 'x';
    const ledger = openLedger(url.href);
    await expect(migrate(ledger)).rejects.toThrow('run `seaworthy migrate` with the owner');
    await ledger.close();
    await empty.drop();
  });

  it('is safe for many owners at once', async () => {
    const database = await freshDatabase();
    const many = Array.from({ length: 4 }, () => openLedger(database.url, { connections: 2 }));
    expect(await Promise.all(many.map(migrate))).toEqual(many.map(() => ({ as: 'owner', without: [] })));
    await Promise.all(many.map((ledger) => ledger.close()));
    await database.drop();
  });
});
