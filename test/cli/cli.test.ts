// Needs a Temporal dev server and PostgreSQL (stack); the commands run in this process.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import type { ApprovalItem, RunStarted, RunStory } from '../../src/contracts/http';
import { openOffice } from '../gateway/office';
import type { Office } from '../gateway/office';

let office: Office;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-cli-'));
  office = await openOffice();
  await office.worker();
});
beforeEach(() => {
  process.env['SEAWORTHY_URL'] = office.gateway.url;
});
afterEach(() => {
  process.exitCode = 0;
  delete process.env['SEAWORTHY_URL'];
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

/** Runs a command; what it printed and its exit code. */
async function cli(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  const printed = { out: '', err: '' };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += String(text)), true)),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed.err += String(text)), true)),
  ];
  process.exitCode = 0;
  await main(['node', 'seaworthy', ...args]);
  for (const spy of spies) spy.mockRestore();
  return { ...printed, code: Number(process.exitCode) };
}

async function input(value: unknown): Promise<string> {
  const file = join(folder, 'input.json');
  await writeFile(file, JSON.stringify(value));
  return file;
}

it('a run is started, decided on, and told', async () => {
  const file = await input({ number: 'c1', amount: '250.50' });
  const waiting = await cli('start', 'order-paper', '--input', file, '--wait', '--json');
  const { run, approvals } = JSON.parse(waiting.out) as RunStory;
  const approval = approvals[0]!;

  expect((await cli('approvals')).out).toContain(approval);
  expect((await cli('approvals', '--id', approval)).out).toMatch(
    /"amount": "250\.50"[\s\S]*decide .* approve\|deny\|edit/,
  );
  expect((await cli('show', run)).out).toContain(`Waits for lead: \`seaworthy approvals --id ${approval}\``);

  const refused = await cli('decide', approval, 'edit', '--args', '{"number":"c1"}');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/^Input\.Invalid: args\.amount: /);

  const decided = await cli('decide', approval, 'approve', '--reason', 'we need it', '--as', 'controller', '--wait');
  expect(decided).toMatchObject({ code: 0, out: expect.stringContaining(`seaworthy show ${run}`) as string });
  await office.client.result(run);

  const { out } = await cli('show', run);
  expect(out).toContain('ended: done');
  expect(out).toMatch(/buy \(system\)[\s\S]*local\|controller: approve[\s\S]*we need it[\s\S]*buy: done \[\d+ ms\]/);
  expect((await cli('runs', '--status', 'ended')).out).toContain(run);
  const again = await cli('decide', approval, 'deny');
  expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/^Approval\.Decided: /) as string });
});

it('a document starts a run, and a key starts one', async () => {
  const sample = join(__dirname, '../../samples/02-price-papierkram-buero.xml');
  process.env['SEAWORTHY_URL'] = (await office.secondGateway('nobody')).url;
  const args = ['start', 'invoice-exceptions', '--input', sample, '--key', 'k', '--json'];
  const started = JSON.parse((await cli(...args)).out) as RunStarted;
  expect(started.workflowId).toMatch(/^invoice-\w{12}$/);
  expect(started.name).toMatch(/^invoice-papierkram-/);
  expect((await cli('runs')).out).toContain(started.name);
  expect((await cli('show', started.run)).out).toContain(started.name);
  expect((await cli(...args.slice(0, -1))).out).toContain(started.name);
  expect(JSON.parse((await cli(...args)).out)).toEqual(started);
});

it('JSON is what the gateway says', async () => {
  const file = await input({ number: 'c2', way: 'choose' });
  const { run } = JSON.parse((await cli('start', 'order-paper', '--input', file, '--wait', '--json')).out) as RunStory;
  const items = JSON.parse((await cli('approvals', '--role', 'keeper', '--json')).out) as ApprovalItem[];
  const item = items.find((each) => each.run === run)!;
  const answer = await input({ buy: false, note: 'no' });
  const told = await cli('decide', item.id, 'answer', '--answer', `@${answer}`, '--wait', '--json');
  expect(JSON.parse(told.out)).toMatchObject({ status: 'taken', approval: item.id, run, missing: 0 });
});

it.each([
  [['fly'], 2, /unknown command/],
  [['start', 'order-paper'], 2, /--input/],
  [['decide', 'a', 'perhaps'], 2, /Allowed choices are approve, deny, edit, answer, delegate/],
  [['runs', '--status', 'lost'], 2, /Allowed choices/],
  [['drill', 'customer-support', '--faults'], 2, /written for invoice-exceptions alone.*npm test -- NAME/],
  [
    ['start', 'order-paper', '--input', '/nowhere.json'],
    1,
    /^Input\.Invalid: \/nowhere\.json cannot be read \(ENOENT\)/,
  ],
  [['decide', 'a', 'answer', '--answer', '{'], 1, /^Input\.Invalid: --answer is not JSON/],
  [['show', 'run_x'], 1, /^Run\.Unknown: .*`seaworthy runs` lists them/],
])('%j exits with %i and says what to do', async (args, code, said) => {
  const { err, ...told } = await cli(...args);
  expect(told).toEqual({ out: '', code });
  expect(err).toMatch(said);
});

it('help is no error', async () => {
  const { out, code } = await cli('--help');
  expect(code).toBe(0);
  for (const command of ['worker', 'start', 'runs', 'show', 'approvals', 'decide']) expect(out).toContain(command);
});

it('where the gateway is comes from SEAWORTHY_URL', async () => {
  process.env['SEAWORTHY_URL'] = 'http://127.0.0.1:1';
  expect(await cli('runs')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Gateway\.Unreachable: .*npm start/) as string,
  });
  process.env['SEAWORTHY_URL'] = 'nowhere';
  expect(await cli('runs')).toMatchObject({ code: 1, err: expect.stringMatching(/^Config\.Invalid: /) as string });
});
