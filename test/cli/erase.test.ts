// Needs a Temporal dev server and PostgreSQL (stack); the commands run in this process, one with its own standard input.
import { Readable } from 'node:stream';
import type { ErasureItem } from '../../client';
import { addErase } from '../../src/cli/erase';
import { addHold } from '../../src/cli/hold';
import { openOffice } from '../gateway/office';
import type { Office } from '../gateway/office';
import { printed } from '../helpers/printed';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  process.env['SEAWORTHY_URL'] = office.gateway.url;
  await office.worker();
});
afterAll(async () => {
  delete process.env['SEAWORTHY_URL'];
  await office.close();
});

/** What a command printed. */
const cli = (...args: string[]): Promise<string> => printed([addHold, addErase], ...args);

/** A run that has bought a sheet of paper by this number, and ended. */
const bought = async (number: string): Promise<string> => (await office.order({ number, way: 'buy' })).run;

it('says what would be erased, and erases with --yes', async () => {
  const run = await bought('Zwetana-Pflanzgut');
  expect(await cli('erase', run, '--why', 'asked to')).toMatch(
    new RegExp(
      `^${run} \\(.*, done\\): would be erased\nNothing has been erased. The same with --yes erases 1, for good.\n$`,
    ),
  );
  expect(await cli('erase', run, '--why', 'asked to', '--yes')).toBe(`${run}: erased by local|controller\n`);
  expect(await cli('erase', run, '--why', 'again', '--yes')).toBe(`${run}: erased by local|controller\n`);
  await expect(cli('hold', run, '--why', 'too late')).rejects.toMatchObject({ code: 'Run.Erased' });
});

it('finds who is named on standard input, and leaves what a hold keeps', async () => {
  const [one, two, other] = [
    await bought('Ilse Tinte 1'),
    await bought('Ilse Tinte 2'),
    await bought('Ilse Tintenfass'),
  ];
  await cli('hold', two, '--why', 'a dispute');
  const stdin = jest.spyOn(process, 'stdin', 'get');
  const erase = (...args: string[]): Promise<string> => {
    stdin.mockReturnValue(Readable.from(['ilse tinte\n']) as unknown as typeof process.stdin);
    return cli('erase', '--person', '-', '--why', 'asked to', ...args);
  };
  const found = JSON.parse(await erase('--json')) as ErasureItem[];
  expect(found.map(({ run, against }) => [run, against?.code]).sort()).toEqual(
    [
      [one, undefined],
      [two, 'Run.Held'],
    ].sort(),
  );
  const told = await erase('--yes');
  expect(told).toContain(`${one}: erased by local|controller\n`);
  expect(told).toMatch(new RegExp(`${two} \\(.*\\): stays\n  Run.Held: On run ${two} there is 1 hold`));
  expect(told).toMatch(/1 of 2 stay\.\n$/);
  stdin.mockRestore();
  expect((await office.as('controller').erasure(other)).erased).toBeNull();
  expect(await cli('erase', '--person', 'Niemand Sonst', '--why', 'x')).toBe('No run holds that.\n');
});

it('holds, lists and releases', async () => {
  const run = await bought('held');
  expect(await cli('hold', run, '--why', 'an audit')).toContain(
    `\`seaworthy hold release ${run} --why …\` releases it.`,
  );
  expect(await cli('hold', 'list')).toContain('local|controller: an audit');
  await cli('hold', run, '--why', 'another');
  await expect(cli('hold', 'release', run, '--why', 'settled')).rejects.toMatchObject({ code: 'Input.Invalid' });
  const [first] = await office.as('controller').holds({ run });
  expect(await cli('hold', 'release', run, '--hold', first!.id, '--why', 'settled')).toBe(
    `Released. 1 more on run ${run}.\n`,
  );
  expect(await cli('hold', 'release', run, '--why', 'settled')).toBe('Released.\n');
  await expect(cli('hold', 'release', run, '--why', 'again')).rejects.toMatchObject({ code: 'Hold.Unknown' });
  expect(await cli('hold', 'list', '--all')).toContain('an audit / released by local|controller: settled');
});

it.each([
  [['erase', '--why', 'whom?'], 'Input.Invalid'],
  [['erase', 'run-x', '--person', 'both', '--why', 'x'], 'Input.Invalid'],
  [['erase', 'run-none', '--why', 'x'], 'Run.Unknown'],
  [['erase', '--person', 'ab', '--why', 'x'], 'Input.Invalid'],
  [['hold', 'run-none'], 'commander.missingMandatoryOptionValue'],
  [['hold', 'run-none', '--why', 'x'], 'Run.Unknown'],
  [['erase', 'run-x'], 'commander.missingMandatoryOptionValue'],
])('%j is refused', async (args, code) => {
  await expect(cli(...args)).rejects.toMatchObject({ code });
});
