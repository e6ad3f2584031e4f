// Needs PostgreSQL (embedded, from the global set-up).
import type { ClientBase } from 'pg';
import { verifierOf } from '../../src/integrations/keys/verifier-of';
import { Coverage } from '../../src/ledger/verify-coverage';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import type { Report } from '../../src/ledger/verify-ledger';
import { Random } from '../../standins/erp/random';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';
import { ATTACKERS_TOOLS, dump, edits } from './edits';
import type { Damage, Ground } from './edits';

const EDITS = 1_000;

let audited: AuditedLedger;
beforeAll(async () => {
  audited = await auditedLedger();
});
afterAll(() => audited.close());

it(`${EDITS} random edits older than a checkpoint, sealed anew or not, are each found with the right run and first entry`, async () => {
  const client = await audited.ledger.pool.connect();
  try {
    const ground = await lay(client);
    const coverage = await Coverage.ofChain(audited.store, verifierOf(await audited.keys.publicKeys()));
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    expect(await look(client, coverage)).toMatchObject({ findings: [] });
    const names = Object.keys(edits);
    const count: Record<string, number> = {};
    for (let n = 0; n < EDITS; n++) {
      const name = names[n % names.length]!;
      const reseal = ground.random(2) === 1;
      await client.query('savepoint untouched');
      const damage = await edits[name]!(ground, reseal);
      const report = await look(client, coverage);
      await client.query('rollback to savepoint untouched');
      expect({ n, name, reseal, found: found(report) }).toEqual({ n, name, reseal, found: sorted(damage) });
      count[name] = (count[name] ?? 0) + 1;
    }
    await client.query('rollback');
    expect(Object.keys(count)).toHaveLength(names.length);
  } finally {
    client.release();
  }
}, 900_000);

it('without checkpoints, an owner who seals everything anew is not found: what they are for', async () => {
  const client = await audited.ledger.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(`update entries set body = '\\x31' where run = 'run-0-0' and seq = 3`);
    await client.query(`select attack.reseal('run-0-0')`);
    expect(await verifyLedger(client, {})).toMatchObject({ findings: [] });
    await client.query('rollback');
  } finally {
    client.release();
  }
});

/** Runs that grow over four checkpoints, some begun late, and a little that no checkpoint covers yet. */
async function lay(client: ClientBase): Promise<Ground> {
  const { ledger, checkpointer } = audited;
  const random = new Random(4);
  const below = (n: number): number => random.integer(0, n - 1);
  const dumps: Ground['dumps'][number][] = [];
  const runs: Awaited<ReturnType<typeof beginRun>>[] = [];
  let covered = new Map<string, number>();
  for (let stage = 0; stage < 4; stage++) {
    for (let i = 0; i < 3; i++) runs.push(await beginRun(ledger, `run-${stage}-${i}`));
    for (const run of runs) {
      await grow(
        ledger,
        run,
        Array.from({ length: 1 + below(4) }, (_, i) => `${stage}-${i}`),
      );
    }
    if (stage === 3) await checkpointer.take();
    else await checkpointer.take().then(() => dump(client, `dump_${stage}`));
    covered = await seqs(client);
    if (stage < 3) dumps.push({ schema: `dump_${stage}`, seqs: covered });
  }
  for (const run of runs.slice(0, 4)) await grow(ledger, run, ['young']);
  await client.query(ATTACKERS_TOOLS);
  return { client, random: below, covered, dumps };
}

async function seqs(client: ClientBase): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; seq: number }>('select id, seq from runs order by id');
  return new Map(rows.map(({ id, seq }) => [id, seq]));
}

/** Verifying sets the transaction's search path: taken back, so that the next edit finds its tables. */
async function look(client: ClientBase, coverage: Coverage): Promise<Report> {
  await client.query('savepoint looking');
  const report = await verifyLedger(client, { coverage });
  await client.query('rollback to savepoint looking');
  return report;
}

function found({ findings }: Report): Damage {
  return sorted(
    findings
      .filter((finding) => finding.what === 'entry' || finding.what === 'run')
      .map((finding) => ({ run: finding.run, seq: finding.what === 'entry' ? finding.seq : null })),
  );
}

const sorted = (damage: Damage): Damage => [...damage].sort((a, b) => a.run.localeCompare(b.run));
