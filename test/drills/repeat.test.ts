// Needs a Temporal dev server and PostgreSQL (stack); gateway and worker are real; ERP, mailbox, model and people are stand-ins over real sockets.
import { drillRepeat } from '../../src/cli/drill/repeat/drill-repeat';
import { repeatText } from '../../src/cli/drill/repeat/repeat-text';
import { compareRuns } from '../../src/cli/drill/repeat/compare-runs';
import { openLedger } from '../../src/ledger/ledger';
import type { Reasoner } from '../../standins/model/messages-api';
import { invoiceReasoner } from '../../standins/model/reasoners/invoice-reasoner';
import { createOneCallReasoner } from '../../standins/model/reasoners/one-call-reasoner';
import { startDrill } from '../helpers/start-drill';
import type { DrillGround } from '../helpers/start-drill';

let ground: DrillGround;
beforeAll(async () => {
  ground = await startDrill();
});
afterAll(() => ground.close());

/** Every third conversation it concludes at once. */
function unsteady(): Reasoner {
  const hasty = createOneCallReasoner({ callFor: () => undefined, onTold: () => undefined });
  let conversations = 0;
  return (request) => {
    if (request.messages.length === 1) conversations += 1;
    return (conversations % 3 === 0 ? hasty : invoiceReasoner)(request);
  };
}

it('a steady agent takes one path each time, though each run posts what it posts', async () => {
  const outcome = await ground.drill((start, progress) =>
    drillRepeat({ repeat: 3, seed: 1, reasoner: invoiceReasoner }, start, progress),
  );
  expect(outcome).toMatchObject({ agree: true, passed: true, parting: null, model: 'stand-in' });
  expect(outcome.runs).toHaveLength(3);
  expect(outcome.paths[0]!.value.some((step) => step.startsWith('resolve: '))).toBe(true);
  expect(Number(outcome.usd.mean)).toBeGreaterThan(0);
  expect(repeatText(outcome)).toContain('all 3 agree');
}, 900_000);

it('of an unsteady one it says where the paths part, and keeps that as evidence', async () => {
  const outcome = await ground.drill((start, progress) =>
    drillRepeat({ repeat: 3, seed: 1, reasoner: unsteady() }, start, progress),
  );
  expect(outcome).toMatchObject({ agree: false, passed: false });
  expect(outcome.paths.map(({ runs }) => runs)).toEqual([2, 1]);
  expect(outcome.parting).toMatchObject({ after: 'resolve', next: [{ runs: 2 }, { runs: 1 }] });
  expect(repeatText(outcome)).toContain('They part after resolve: 2 × ');
  const ledger = openLedger(ground.databaseUrl, undefined, { connections: 1 });
  const { rows } = await ledger.pool.query('select * from evidence where id = $1', [outcome.evidence]);
  await ledger.close();
  expect(rows).toMatchObject([{ drill: 'repeat', runs: 3, passed: false, summary: { agree: false } }]);
}, 900_000);

it('a run that goes on where others end parts from them there; one without an end agrees with nobody', () => {
  const run = (path: string[], end: string | null = 'posted') => ({ run: 'r', end, path, turns: 1, usd: '0.1' });
  expect(compareRuns([run(['a']), run(['a', 'b'])]).parting).toEqual({
    ...{ after: 'a', at: 1 },
    next: [
      { value: null, runs: 1 },
      { value: 'b', runs: 1 },
    ],
  });
  expect(compareRuns([run(['a'], null), run(['a'], null)]).agree).toBe(false);
});
