// Needs a Temporal dev server and PostgreSQL (stack); gateway and worker are real; ERP, mailbox, model and people are stand-ins over real sockets.
import { drillPaths } from '../../src/cli/drill/paths/drill-paths';
import { makeWays } from '../../src/cli/drill/paths/make-ways';
import { pathsText } from '../../src/cli/drill/paths/paths-text';
import type { MapData } from '../../src/contracts/map';
import { openLedger } from '../../src/ledger/ledger';
import { invoiceExceptionsMap } from '../../src/workflows/invoice-exceptions';
import { startDrill } from '../helpers/start-drill';
import type { DrillGround } from '../helpers/start-drill';

it('there is a way along every exception path of system and human steps', () => {
  const map: MapData = invoiceExceptionsMap;
  const paths = Object.entries(map.steps).flatMap(([step, of]) =>
    of.kind === 'system' || of.kind === 'human'
      ? Object.keys(of).flatMap((key) => (/^on(?!Denied)[A-Z]/.test(key) ? [`${step}: ${key}`] : []))
      : [],
  );
  const { ways } = makeWays(1, map);
  expect(ways.map(({ name }) => name)).toEqual([...paths, 'vetted: blocked', 'received: conflicting']);
});

describe('a few of the ways', () => {
  let ground: DrillGround;
  beforeAll(async () => {
    ground = await startDrill();
  });
  afterAll(() => ground.close());

  it('each goes where it is meant to, and one that is said to go elsewhere is found', async () => {
    const chosen = ['read: onRejected', 'order: onUnavailable', 'post: onMalformed', 'triage: onExpired'];
    const outcome = await ground.drill((start, progress) =>
      drillPaths(
        {
          seed: 1,
          choose: (ways) => [
            ...ways.filter(({ name }) => chosen.includes(name)),
            { ...ways.find(({ name }) => name === 'vetted: blocked')!, takes: { branch: 'bank-changed' } },
          ],
        },
        start,
        progress,
      ),
    );
    const [astray] = outcome.ways.filter(({ name }) => name === 'vetted: blocked');
    expect(outcome).toMatchObject({ runs: 5, passed: false });
    expect(outcome.findings).toEqual([{ run: astray!.run, what: 'vetted: blocked: was not taken' }]);
    const ends = Object.fromEntries(outcome.ways.map(({ name, end }) => [name, end]));
    expect(ends).toMatchObject({ 'read: onRejected': 'unreadable', 'triage: onExpired': 'unattended' });
    expect(Object.keys(ends).sort()).toEqual([...chosen, 'vetted: blocked'].sort());
    expect(pathsText(outcome)).toContain(`${astray!.run} vetted: blocked: was not taken`);

    const ledger = openLedger(ground.databaseUrl, undefined, { connections: 1 });
    const { rows } = await ledger.pool.query('select * from evidence where id = $1', [outcome.evidence]);
    const { rows: bound } = await ledger.pool.query('select namespace from ledger');
    await ledger.close();
    expect(rows).toMatchObject([{ drill: 'paths', runs: 5, passed: false, summary: { findings: [astray!.run] } }]);
    // It may be in the memory of a drill: a ledger that was bound to it could not be held against any other.
    expect(bound).toEqual([{ namespace: null }]);
  }, 900_000);
});
