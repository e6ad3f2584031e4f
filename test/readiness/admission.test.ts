// Needs a Temporal dev server and PostgreSQL (stack); the commands run in this process.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { addAdmit } from '../../src/cli/admit';
import { addReadiness } from '../../src/cli/readiness';
import { addStart } from '../../src/cli/start';
import { versionOf } from '../../src/agents/version-of';
import type { RunId } from '../../src/contracts/ids';
import { admissionOfRun, putAdmission } from '../../src/ledger/admissions';
import type { AdmissionClaims } from '../../src/ledger/admissions';
import { readEntries } from '../../src/ledger/read-entries';
import { mayWrite, weighAdmission } from '../../src/activities/weigh-admission';
import { criteria } from '../../src/readiness/criteria';
import { openOffice } from '../gateway/office';
import type { Office } from '../gateway/office';
import { paperMap } from '../gateway/workflows';
import { bought, paperAgent } from '../gateway/workflows/paper-agent';
import { call } from '../helpers/call';
import { plainHistory } from '../helpers/plain-history';
import { printed } from '../helpers/printed';
import { testKeys } from '../helpers/keys';

const name = paperAgent.name;
const where = { agent: paperAgent, map: paperMap };
const environment = 'guarded';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  office.env['SEAWORTHY_ENVIRONMENT'] = environment;
  await office.worker();
  process.env['SEAWORTHY_URL'] = office.gateway.url;
}, 900_000);
afterAll(async () => {
  delete process.env['SEAWORTHY_URL'];
  await office.close();
});

const order = (number: string) => ({ number, amount: '1.00', way: 'buy' });
const cli = (...args: string[]): Promise<string> => printed([addStart, addReadiness, addAdmit], ...args);
const client = () => office.as('controller');
const deps = () => ({ ledger: office.ledger, verifier: office.keys, environment });
const weighed = () => weighAdmission(deps(), paperAgent, paperMap);

async function waiveAll(until: Date): Promise<void> {
  for (const { id } of criteria)
    await client().waive(name, { criterion: id, why: 'a test', until: until.toISOString() });
}

describe('before it was admitted', () => {
  const starts: [how: string, start: (number: string) => Promise<string>][] = [
    ['client', async (number) => (await office.client.start(name, order(number))).run],
    [
      'HTTP',
      async (number) => {
        const sent = await call(office.gateway.url, `/v1/workflows/${name}/runs`, {
          method: 'POST',
          headers: { 'seaworthy-as': 'starter', 'content-type': 'application/json' },
          body: JSON.stringify({ input: order(number) }),
        });
        return (JSON.parse(sent.text) as { run: string }).run;
      },
    ],
    [
      'command line',
      async (number) => {
        const file = path.join(process.env['SEAWORTHY_TEST_FOLDER']!, `${number}.json`);
        await writeFile(file, JSON.stringify(order(number)));
        return /run_[a-z0-9]+/.exec(await cli('start', name, '--input', file))![0];
      },
    ],
    [
      'Temporal itself',
      async (number) => {
        const run = `run-${number}`;
        const handle = await office.temporal.workflow.start('orderPaper', {
          ...{ workflowId: run, taskQueue: 'seaworthy' },
          args: [{ run, tenant: 'default', starter: 'local|starter', input: order(number) }],
        });
        await handle.result(); // only then the gateway knows of it
        if (process.env['RECORD_HISTORIES']) {
          const [codec] = office.temporal.options.loadedDataConverter.payloadCodecs;
          const file = path.join(__dirname, '../replay/histories/admission/not-admitted.json');
          await writeFile(file, historyToJSON(await plainHistory(await handle.fetchHistory(), codec!)));
        }
        return run;
      },
    ],
  ];

  it.each(starts)('a run started by %s ends before any effect, and says why', async (how, start) => {
    const number = how.replace(/\W/g, '');
    const run = await start(number);
    const story = await office.client.result(run);
    expect(story).toMatchObject({ end: 'not-admitted', path: ['not-admitted'] });
    expect(story?.summary).toContain('it was never admitted');
    expect(story?.summary).toContain(`npx seaworthy admit ${name} --environment ${environment}`);
    expect(bought.filter((each) => each.number === number)).toEqual([]);
    const kinds = (await readEntries(office.ledger, run as RunId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['run-started', 'run-ended']);
  });

  it('a write is refused whatever the workflow says', async () => {
    const { run } = await office.client.start(name, order('late'));
    await office.client.result(run);
    expect(await mayWrite(deps(), paperAgent, paperMap, run as RunId)).toContain('was never admitted');
    expect(await mayWrite({ ...deps(), environment: 'other' }, paperAgent, paperMap, run as RunId)).toBe(true);
  });

  it('it is not admitted while a criterion does not hold', async () => {
    await expect(cli('admit', name, '--environment', environment)).rejects.toMatchObject({
      code: 'Readiness.Lacking',
      message: expect.stringContaining('governance.hostile-drill') as string,
    });
    await expect(office.as('reviewer').admit(name, { environment, why: 'w' })).rejects.toMatchObject({
      code: 'Role.Missing',
    });
    expect(await client().admissions(name)).toEqual([]);
  });
});

describe('once it is admitted', () => {
  const waivedUntil = new Date(Date.now() + 40 * 86_400_000);
  beforeAll(async () => {
    await waiveAll(waivedUntil);
    expect(await cli('admit', name, '--environment', environment, '--why', 'agreed')).toContain('may run in guarded');
  });

  it('the admission ends with the first waiver that it rests on', async () => {
    const [admission] = await client().admissions(name);
    const version = versionOf(paperAgent, paperMap);
    expect(admission).toMatchObject({ environment, by: 'local|controller', version: `2 ${version.digest}` });
    expect(Math.abs(Date.parse(admission!.until) - waivedUntil.getTime())).toBeLessThan(2_000);
    expect(await client().readiness(name, { environment })).toMatchObject({ ready: true, admission });
  });

  it('a run goes on, and says by which admission', async () => {
    const { run } = await office.client.start(name, order('admitted'));
    expect(await office.client.result(run)).toMatchObject({ end: 'done' });
    expect(bought).toContainEqual({ number: 'admitted', amount: '1.00' });
    expect(await admissionOfRun(office.ledger, run as RunId)).toMatchObject({
      id: (await client().admissions(name))[0]!.id,
    });
  });

  it('what has changed since is not admitted', async () => {
    const changed = { ...paperAgent, instructions: 'You order gold.' };
    expect(await weighAdmission(deps(), changed, paperMap)).toMatchObject({
      why: expect.stringContaining('since it was admitted instructions changed') as string,
    });
    expect(await weighed()).toMatchObject({ admission: expect.any(Number) as number });
  });

  it.each<[how: string, change: Partial<AdmissionClaims>, forged: boolean, why: string]>([
    ['one that has ended', { exp: Math.floor(Date.now() / 1_000) - 1 }, false, 'its admission ended on'],
    ['one for elsewhere', { environment: 'staging' }, false, 'not signed by the gateway for this'],
    ['one of another workflow', { workflow: 'other' }, false, 'not signed by the gateway for this'],
    ['one signed by somebody else', {}, true, 'not signed by the gateway for this'],
  ])('%s admits nothing', async (_, change, forged, why) => {
    const version = versionOf(where.agent, where.map);
    const seconds = Math.floor(Date.now() / 1_000);
    const claims: AdmissionClaims = {
      ...{ workflow: name, environment, agentVersion: 2, parts: version.parts, rules: 0, waived: [], by: 'x|y' },
      ...{ jti: 'j', iat: seconds - 10, exp: seconds + 3_600, ...change },
    };
    const { keys } = forged ? await testKeys() : office;
    const token = await keys.sign('admission', { ...claims });
    await putAdmission(office.ledger, {
      ...{ claims: { ...claims, workflow: name, environment }, version: 'v', token, why: 'a test' },
    });
    expect(await weighed()).toMatchObject({ why: expect.stringContaining(why) as string });
  });

  it('a run that began by an admission writes on when that has ended, and a row in its place does not help', async () => {
    const { run } = await office.client.start(name, order('before'));
    expect(await office.client.result(run)).toMatchObject({ end: 'not-admitted' }); // the last row is forged
    const { rows } = await office.ledger.pool.query<{ run: RunId }>(
      `select run from entries where kind = 'run-admitted' limit 1`,
    );
    expect(await mayWrite(deps(), paperAgent, paperMap, rows[0]!.run)).toBe(true);
    expect(await mayWrite(deps(), paperAgent, paperMap, run as RunId)).not.toBe(true);
  });
});
