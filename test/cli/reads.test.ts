// Needs a Temporal dev server and PostgreSQL (stack); the commands run in this process.
import type { ReadPage } from '../../client';
import { addAudit } from '../../src/cli/audit';
import { openOffice } from '../gateway/office';
import type { Office } from '../gateway/office';
import { printed } from '../helpers/printed';

let office: Office;
let run: string;
beforeAll(async () => {
  office = await openOffice();
  process.env['SEAWORTHY_URL'] = office.gateway.url;
  run = (await office.client.start('order-paper', { number: 'read' })).run; // no worker: nothing comes of it
  await office.as('starter').run(run);
  await office.as('reviewer').run(run);
});
afterAll(async () => {
  delete process.env['SEAWORTHY_URL'];
  await office.close();
});

/** What `audit reads` printed. */
const cli = (...args: string[]): Promise<string> => printed([addAudit], 'audit', 'reads', ...args);

it('lists who read a run, and by whom and since when', async () => {
  const told = await cli(run);
  expect(told).toMatch(new RegExp(`^minute \\(UTC\\)\twhat\twho\tby way of\n.* .*\t${run}\tlocal\\|\\w+\trun\n`));
  const page = JSON.parse(await cli(run, '--by', 'starter', '--since', '7d', '--json')) as ReadPage;
  expect(page.reads).toEqual([{ what: run, by: 'local|starter', door: 'run', minute: expect.any(String) as string }]);
  expect(await cli(run, '--since', '2999-01-01')).toBe('Nobody was told anything.\n');
});

it('goes on with the page after', async () => {
  const [, cursor] = /^More: the same with --cursor (\S+)$/m.exec(await cli(run, '--limit', '1')) ?? [];
  const rest = JSON.parse(await cli(run, '--cursor', cursor!, '--json')) as ReadPage;
  expect(rest).toMatchObject({ reads: [{ what: run }], next: null });
});

it.each(['yesterday', '7', '7w', '2026-13-01'])('--since %s is refused', async (when) => {
  await expect(cli('--since', when)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
});
