// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets.
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';

const TURNS = 40;
const RESULT_BYTES = 4_096;

let engine: Engine;
beforeAll(async () => {
  const turn = (tool: string) => (n: number) =>
    n < TURNS ? { calls: [{ tool, args: { item: `i${n}`, bytes: RESULT_BYTES } }] } : { conclude: { note: 'done' } };
  engine = await startEngine({ 'case-inline': turn('look'), 'case-queue': turn('fetch') });
  await engine.startWorker();
});
afterAll(() => engine.close());

/** Bytes and events of the history for each turn: from the scheduling of one `reason` to that of the next. */
async function perTurn(marker: string): Promise<{ bytes: number; events: number }[]> {
  const run = await engine.start('shelfAgentRun', { marker }, { stretch: { turns: 1, seconds: 60 } });
  expect(await run.result()).toMatchObject({ end: 'tidied' });
  const { events } = await run.handle.fetchHistory();
  const turns: { bytes: number; events: number }[] = [];
  for (const event of events!) {
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === 'reason')
      turns.push({ bytes: 0, events: 0 });
    const turn = turns.at(-1);
    if (!turn) continue;
    turn.events += 1;
    turn.bytes += JSON.stringify(event).length;
  }
  return turns;
}

describe('law 2: the ledger is the transcript, and the history carries references', () => {
  it.each(['case-inline', 'case-queue'])(
    '%s: bytes and events per turn at turn 40 are within 10 % of turn 5',
    async (marker) => {
      const turns = await perTurn(marker);
      const at = (n: number): { bytes: number; events: number } => turns[n - 1]!;
      expect(at(40).events).toBeLessThanOrEqual(at(5).events * 1.1);
      expect(at(40).bytes).toBeLessThanOrEqual(at(5).bytes * 1.1);
      expect(at(40).bytes).toBeGreaterThan(0);
    },
  );

  it('the conversation itself is not in it', async () => {
    const run = await engine.start('shelfAgentRun', { marker: 'case-queue' });
    await run.result();
    const { events } = await engine.history(run);
    const text = events!
      .flatMap((event) => [
        ...(event.activityTaskScheduledEventAttributes?.input?.payloads ?? []),
        ...(event.activityTaskCompletedEventAttributes?.result?.payloads ?? []),
      ])
      .map(({ data }) => Buffer.from(data ?? []).toString())
      .join('');
    expect(text).toContain(run.run); // it can be read
    expect(text).not.toContain('x'.repeat(100));
  });
});
