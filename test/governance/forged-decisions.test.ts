// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets; the gateway is real.
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { Client as Database } from 'pg';
import { createClient } from '../../client';
import type { Decision } from '../../client';
import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId } from '../../src/contracts/ids';
import type { Json } from '../../src/contracts/json';
import type { Person } from '../../src/contracts/http';
import { decidedSignal, decideUpdate } from '../../src/contracts/messages';
import { localPeople } from '../../src/gateway/identity/local-people';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { encryptEntries } from '../../src/ledger/encrypt-entries';
import { readEntries } from '../../src/ledger/read-entries';
import { readRunDecisions } from '../../src/ledger/run-decisions';
import { Random } from '../../standins/erp/random';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { testKeys } from '../helpers/keys';
import { shelfAgent } from '../helpers/shelf/shelf-agent';
import { forge, forgeryNames } from './forgeries';

const ATTEMPTS = 1_000;
const RUNS = 14;
const SEED = 20_261_121;

interface Victim extends StartedRun {
  approval: ApprovalId;
  /** A genuine first of two approvals. */
  first?: Json | undefined;
}

let engine: Engine;
let gateway: RunningGateway;
let attacker: Database;
let victims: Victim[];
/** A run that went through, with its approval and the decision that was used. */
let past: Victim & { genuine: Json };
let others: Awaited<ReturnType<typeof testKeys>>['keys'];

beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
  gateway = await startGateway({
    ledger: engine.ledger,
    temporal: engine.client,
    keys: engine.keys,
    agents: { [shelfAgent.name]: shelfAgent },
    people: localPeople({ reviewer: ['lead'], controller: ['chief'], starter: ['lead'] }),
  });
  attacker = new Database({ connectionString: engine.env['DATABASE_URL']! });
  await attacker.connect();
  ({ keys: others } = await testKeys());
  const [ended, ...open] = await Promise.all(
    Array.from({ length: RUNS + 1 }, (_, i) => victim(`v${i}`, i % 3 === 1 ? '5000' : '500')),
  );
  await http(ended!.approval, { decision: 'approve' });
  await ended!.result();
  past = { ...ended!, genuine: await decisionOf(ended!) };
  victims = open;
  for (const each of victims.filter((_, i) => i % 3 === 0)) {
    expect(await http(each.approval, { decision: 'approve', reason: 'the first of two' })).toBe('counted');
    each.first = await decisionOf(each);
  }
}, 900_000);
afterAll(async () => {
  await attacker.end();
  await gateway.close();
  await engine.close();
});

async function victim(item: string, amount: string): Promise<Victim> {
  const run = await engine.start('shelfStore', { item, amount });
  let approval: string | undefined;
  await eventually(async () => {
    const asked = await engine.ledger.pool.query<{ id: string }>('select id from approvals where run = $1', [run.run]);
    return (approval = asked.rows[0]?.id) !== undefined;
  });
  return { ...run, approval: approval as ApprovalId };
}

async function decisionOf({ run }: StartedRun): Promise<Json> {
  return (await readEntries(engine.ledger, run)).find(({ kind }) => kind === 'decided')!.body;
}

type Attempt = (Decision | object) & { as?: Person };

/** What the gateway answers: a status, or the code of its refusal. */
async function http(approval: string, { as = 'reviewer', ...decision }: Attempt): Promise<string> {
  try {
    return (await createClient({ url: gateway.url, as }).decide(approval, decision as Decision)).status;
  } catch (error) {
    return (error as { code?: string }).code ?? 'lost';
  }
}

const named = new Map<string, number>();
const name = (as: string): void => void named.set(as, (named.get(as) ?? 0) + 1);
const random = new Random(SEED, 'forged decisions');
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;
let count = 0;

/**
 * Through the ledger's own function, or straight into the table; most by somebody who has the run's data key as a worker has it. Returns the
 * number that the entry got.
 */
async function insert(of: Victim): Promise<{ seq: number; reason: string }> {
  const run = (await readRunDecisions(engine.ledger, of.run))!;
  const question = run.questions.find(({ approval }) => approval === of.approval)!;
  const kinds = forgeryNames.filter((kind) => of.first !== undefined || kind !== 'the same person once more');
  const forger = { keys: engine.keys, others, genuine: past.genuine, repeated: of.first, run, question, n: ++count };
  const forged = await forge(oneOf(kinds), forger);
  const source = `forged:${count}`;
  const entry = { source, kind: 'decided', step: question.step, header: forged.header, body: forged.body } as NewEntry;
  const { headers, bodies } = await encryptEntries(engine.ledger, of.run, [entry]);
  const plain = random.next() < 0.1; // without the data key nothing is said, whatever is signed
  const reason = plain ? 'unsigned' : forged.reason;
  const values = [
    of.run,
    source,
    question.step,
    headers[0],
    plain ? Buffer.from(JSON.stringify(forged.body)) : bodies[0],
  ];
  if (random.next() < 0.7) {
    const { rows } = await attacker.query<{ seq: number }>(
      `select seq from append_entries($1, null, null, null, null, null, array[$2], array['decided'], array[$3], array[null::timestamptz], array[$4], array[$5::bytea])`,
      values,
    );
    return { seq: rows[0]!.seq, reason };
  }
  const seq = 1_000_000 + count;
  await attacker.query(
    `insert into entries (run, seq, source, kind, step, at, header, body, seal) values ($1, $6, $2, 'decided', $3, now(), $4, $5, sha256('x'))`,
    [...values, seq],
  );
  return { seq, reason };
}

async function overHttp(of: Victim): Promise<[string, string]> {
  const approve = { decision: 'approve' };
  const [what, expected, approval, decision] = oneOf<[string, string, string, object]>([
    ['in a role they do not have', 'Approval.WrongRole', of.approval, { ...approve, as: 'controller' }],
    ['by the starter', 'Approval.NotYours', of.approval, { ...approve, as: 'starter' }],
    ['once more by the same person', 'Approval.Decided', victims[0]!.approval, approve],
    ['on what was decided long ago', 'Approval.Decided', past.approval, approve],
    ['on a question nobody asked', 'Approval.Unknown', `${of.run}.1.7`, approve],
    ['on the question of another incarnation', 'Approval.Unknown', `${of.run}.2.1`, approve],
    ['approving other arguments', 'Input.Invalid', of.approval, { ...approve, args: { item: 'a', amount: '1' } }],
    ['with a name of their own', 'Input.Invalid', of.approval, { ...approve, by: 'local|chief', signed: 'x' }],
    ['as nobody we know', 'Identity.Refused', of.approval, { ...approve, as: 'chief' }],
    ['an edit that does not fit', 'Input.Invalid', of.approval, { decision: 'edit', args: { item: 1 } }],
    ['an answer where approval is asked', 'Input.Invalid', of.approval, { decision: 'answer', answer: {} }],
    ['a delegation to the starter', 'Approval.NotYours', of.approval, { decision: 'delegate', to: 'starter' }],
  ]);
  const got = await http(approval, decision);
  // The first of the victims has a genuine decision of this person already, and others have none to repeat.
  expect([what, got]).toEqual([what, expected]);
  return [what, got];
}

/** Payloads that say more than they may; only the approval they name is looked at. */
function payload(of: Victim): { what: string; args: unknown[] } {
  const decision = { decision: 'approve', by: 'local|chief', signed: (past.genuine as { signed: string }).signed };
  return oneOf([
    { what: 'nothing', args: [] },
    { what: 'null', args: [null] },
    { what: 'a word', args: ['approve'] },
    { what: 'no such approval', args: [{ approval: `${of.run}.1.9`, ...decision }] },
    { what: "another run's approval", args: [{ approval: past.approval, ...decision }] },
    { what: 'an operator for an id', args: [{ approval: { $ne: '' }, ...decision }] },
    { what: 'too much', args: [{ approval: 'x'.repeat(10_000), ...decision }] },
  ]);
}

it(`of ${ATTEMPTS} forged, stale, replayed, cross-run and re-argumented decisions none is accepted, and each is named`, async () => {
  const pending: { of: Victim; seq: number; reason: string }[] = [];
  const wake = async (of: Victim): Promise<void> => of.handle.signal(decidedSignal, { approval: of.approval });
  const settle = async (): Promise<void> => {
    for (const of of new Set(pending.map((each) => each.of))) await wake(of);
    await eventually(async () => {
      const { rows } = await engine.ledger.pool.query<{ run: string; entry: number; reason: string }>(
        `select run, (header::jsonb->>'entry')::int as entry, header::jsonb->>'reason' as reason from entries where kind = 'decision-refused'`,
      );
      const refused = new Map(rows.map(({ run, entry, reason }) => [`${run} ${entry}`, reason]));
      if (!pending.every(({ of, seq }) => refused.has(`${of.run} ${seq}`))) return false;
      for (const { of, seq, reason } of pending) expect([seq, refused.get(`${of.run} ${seq}`)]).toEqual([seq, reason]);
      return true;
    });
    for (const { reason } of pending.splice(0)) name(`ledger: ${reason}`);
  };

  // A row closed by hand, before anything else is there: the run is told, and finds no decision.
  for (const of of victims.filter(({ first }) => first === undefined)) {
    await attacker.query(`update approvals set status = 'decided', decision = 'approve', approved = 9 where id = $1`, [
      of.approval,
    ]);
    await wake(of);
    await eventually(async () => (await engine.kinds(of.run)).includes('decision-refused'));
    name('ledger: no-decision');
  }
  for (const of of victims) {
    await of.handle.startUpdate(decideUpdate, { args: [{ approval: of.approval }], waitForStage: 'ACCEPTED' });
    name('update: names the question, and waits for a decision in the ledger');
  }

  for (let attempt = [...named.values()].reduce((sum, n) => sum + n); attempt < ATTEMPTS; attempt++) {
    const of = oneOf(victims);
    const way = random.next();
    if (way < 0.55) pending.push({ of, ...(await insert(of)) });
    else if (way < 0.75) name(`http: ${(await overHttp(of)).reverse().join(', ')}`);
    else if (way < 0.88) {
      const { what, args } = payload(of);
      const failed = (await of.handle
        .executeUpdate('decide', { args: args as [unknown] })
        .catch((error: unknown) => error)) as Error;
      expect(failed).toBeInstanceOf(WorkflowUpdateFailedError);
      name(`update: ${(failed.cause as { type?: string }).type}, ${what}`);
    } else {
      const { what, args } = payload(of);
      await of.handle.signal('decided', ...(args as [never]));
      name(`signal: ignored, ${what}`);
    }
    if (pending.length >= 120) await settle();
  }
  await settle();

  const total = [...named.values()].reduce((sum, n) => sum + n);
  expect(total).toBe(ATTEMPTS);
  console.log(
    [...named]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([as, n]) => `${String(n).padStart(4)}  ${as}`)
      .concat(`${String(total).padStart(4)}  in all, none accepted`)
      .join('\n'),
  );

  for (const { run, approval, handle } of victims) {
    const kinds = await engine.kinds(run);
    expect(kinds).not.toContain('decision-taken');
    expect(kinds).not.toContain('write-claimed');
    expect(await handle.query('report')).toMatchObject({ status: 'waiting', open: approval });
    const { rows } = await engine.ledger.pool.query('select status from approvals where id = $1', [approval]);
    expect(rows).toEqual([{ status: 'open' }]);
  }
  const stored = (): string[] => engine.shelf.effects.committed;
  expect(stored()).toEqual([expect.stringMatching(new RegExp(`^${past.run}/store/.*/v0$`))]);

  // And the genuine ones still go through, each once.
  for (const of of victims) {
    if (of.first === undefined) expect(await http(of.approval, { decision: 'approve' })).toMatch(/accepted|counted/);
    const by = { issuer: 'local', subject: 'second' };
    await engine.decide({ approval: of.approval, decision: 'approve', by, reason: '' }).catch(() => undefined);
    await wake(of);
    expect(await of.result()).toMatchObject({ end: 'tidied' });
  }
  expect(new Set(stored()).size).toBe(RUNS + 1);
  expect(stored()).toHaveLength(RUNS + 1);
}, 900_000);
