// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
});
afterAll(() => engine.close());

const committed = (item: string): string[] =>
  engine.shelf.effects.committed.filter((reference) => reference.endsWith(`/${item}`));

describe('law 3: no effect without a claim, and none twice', () => {
  it.each([
    ['the draft', '/drafts'],
    ['the commit', '/commit'],
  ])('two-phase: the answer to %s is lost, and the run finds what it made', async (_, path) => {
    const item = `lost-${path.slice(1)}`;
    engine.shelf.behave({ path, loseAnswer: true, times: 1 });
    const { result } = await engine.start('shelfStore', { item });
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(committed(item)).toHaveLength(1);
  });

  it('two-phase: an answer that comes after the time-out is not a reason to send again', async () => {
    engine.shelf.behave({ path: '/drafts', delayMs: 3_000, times: 1 });
    const { result } = await engine.start('shelfStore', { item: 'late' });
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(engine.shelf.effects.drafts.filter((reference) => reference.endsWith('/late'))).toHaveLength(1);
    expect(committed('late')).toHaveLength(1);
  });

  it('idempotent: the answer is lost, and the same key is sent again', async () => {
    engine.shelf.behave({ path: '/put', loseAnswer: true, times: 1 });
    const { result } = await engine.start('shelfPut', { item: 'once' });
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(engine.shelf.effects.put.filter((key) => key.endsWith('/once'))).toHaveLength(1);
  });

  it('a refusal is the answer, and the claim is free again', async () => {
    engine.shelf.behave({ path: '/put', status: 422, times: 1 });
    const { run } = await engine.start('shelfPut', { item: 'refused' });
    await eventually(async () => (await engine.kinds(run)).includes('approval-asked'));
    const { rows } = await engine.ledger.pool.query('select state from claims where run = $1', [run]);
    expect(rows).toEqual([{ state: 'refused' }]);
  });

  it('each write has its claim in the ledger before its result', async () => {
    const { run, result } = await engine.start('shelfStore', { item: 'claimed' });
    await result();
    const kinds = await engine.kinds(run);
    expect(kinds.indexOf('write-claimed')).toBeGreaterThan(0);
    expect(kinds.indexOf('write-claimed')).toBeLessThan(kinds.indexOf('result'));
  });
});

describe('exception paths', () => {
  it('degrade: goes on without, and says so on the result', async () => {
    engine.shelf.behave({ path: '/items/gone', status: 503 });
    const { result } = await engine.start('shelfGetOrNot', { item: 'gone' });
    expect(await result()).toMatchObject({
      end: 'tidied',
      summary: 'nothing',
      degraded: ['get-or-not: without the item'],
    });
  });

  it('park: waits at no cost, and goes on when woken', async () => {
    engine.shelf.behave({ path: '/items/away', status: 503, times: 3 });
    const { run, handle, result } = await engine.start('shelfGetOrWait', { item: 'away' });
    await eventually(async () => (await engine.kinds(run)).includes('parked'));
    await handle.signal('unpark');
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(await engine.kinds(run)).toEqual(expect.arrayContaining(['parked', 'unparked']));
  });

  it('being asked to wait is not counted as a failure', async () => {
    engine.shelf.behave({ path: '/items/slow', status: 429, retryAfter: 1, times: 4 });
    const { run, result } = await engine.start('shelfGet', { item: 'slow' });
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(await engine.kinds(run)).not.toContain('call-failed');
  });
});
