// Needs a Temporal dev server and PostgreSQL (stack); the commands run in this process.
import type { HaltItem, RuleItem } from '../../client';
import { addHalt } from '../../src/cli/halt';
import { addHalts } from '../../src/cli/halts';
import { addResume } from '../../src/cli/resume';
import { addRules } from '../../src/cli/rules';
import { openOffice } from '../gateway/office';
import type { Office } from '../gateway/office';
import { printed } from '../helpers/printed';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  process.env['SEAWORTHY_URL'] = office.gateway.url;
});
afterAll(async () => {
  delete process.env['SEAWORTHY_URL'];
  await office.close();
});

/** What a command printed. */
const cli = (...args: string[]): Promise<string> => printed([addHalt, addResume, addHalts, addRules], ...args);

it('halts, lists and resumes, and says who and why', async () => {
  expect(await cli('halts')).toBe('Nothing is halted.\n');
  expect(await cli('halt', 'tool', 'postInvoice', '--why', 'two suppliers complain')).toMatch(
    /^Halted tool postInvoice since .* by local\|controller\)\.\n`seaworthy resume tool postInvoice --why …`/,
  );
  await cli('halt', 'all', '--why', 'to be sure');
  const halts = JSON.parse(await cli('halts', '--json')) as HaltItem[];
  expect(halts).toMatchObject([
    { kind: 'tool', value: 'postInvoice', by: 'local|controller', why: 'two suppliers complain', lifted: null },
    { kind: 'all', value: '', by: 'local|controller', why: 'to be sure', lifted: null },
  ]);
  expect(await cli('halts')).toContain('two suppliers complain');
  expect(await cli('resume', 'tool', 'postInvoice', '--why', 'settled')).toBe(
    'Lifted. 1 other halts are in force: `seaworthy halts`.\n',
  );
  expect(await cli('resume', 'all', '--why', 'settled')).toBe('Lifted.\n');
  await expect(cli('resume', 'all', '--why', 'again')).rejects.toMatchObject({ code: 'Halt.Unknown' });
  expect(await cli('halts', '--all')).toMatch(
    /local\|controller: two suppliers complain \/ local\|controller: settled/,
  );
});

it('adds, lists and ends rules', async () => {
  const args = [
    '--writes',
    '--when',
    'untrustedText',
    '--role',
    'ap-lead',
    '--within',
    '2 days',
    '--why',
    'read first',
  ];
  const told = await cli('rules', 'add', 'approval', ...args);
  const [, id] = /^Rule (\d+): every write needs ap-lead within 2 days when untrustedText\./.exec(told)!;
  await cli('rules', 'add', 'deny', '--tool', 'postInvoice', '--environment', 'production', '--why', 'not yet');
  const { version, rules } = JSON.parse(await cli('rules', 'list', '--json')) as { version: number; rules: RuleItem[] };
  expect(version).toBe(2);
  expect(rules).toMatchObject([
    { target: 'writes', fact: 'untrustedText', role: 'ap-lead' },
    { target: 'tool', name: 'postInvoice', environment: 'production', effect: 'deny' },
  ]);
  expect(await cli('rules', 'end', id!, '--why', 'over')).toBe(`Rule ${id} has ended.\n`);
  expect(await cli('rules', 'list')).not.toContain('untrustedText');
  expect(await cli('rules', 'list', '--all')).toContain('(ended) every write needs ap-lead');
});

it.each([
  [['halt', 'tool', '--why', 'which?'], 'Input.Invalid'],
  [['halt', 'tool', 'findOrder', '--why', 'it only reads'], 'Input.Invalid'],
  [['rules', 'add', 'deny', '--why', 'of what?'], 'Input.Invalid'],
  [['rules', 'add', 'approval', '--writes', '--why', 'by whom?'], 'Input.Invalid'],
  [['rules', 'add', 'approval', '--writes', '--role', 'r', '--within', 'soon', '--why', 'when?'], 'Input.Invalid'],
  [['rules', 'end', '99', '--why', 'none'], 'Rule.Unknown'],
  [['halt', 'everything', '--why', 'x'], 'commander.invalidArgument'],
  [['halt', 'all'], 'commander.missingMandatoryOptionValue'],
])('%j is refused', async (args, code) => {
  await expect(cli(...args)).rejects.toMatchObject({ code });
});
