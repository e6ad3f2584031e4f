// Pure.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transpileModule } from 'typescript';
import { parse } from 'yaml';
import { addLine } from '../../src/cli/new/add-line';
import { questions } from '../../src/cli/new/questions';
import { parseSpec } from '../../src/cli/new/read-spec';
import { render } from '../../src/cli/new/render';
import { specFromAnswers } from '../../src/cli/new/spec-from-answers';

const told = parse(readFileSync(join(__dirname, '../new/room-booking.yaml'), 'utf8')) as Record<string, unknown>;

it('takes what it asks by flags as well: the examples make a workflow', () => {
  const answers = Object.fromEntries(questions.map(({ key, example }) => [key, [example]]));
  const spec = parseSpec('refunds', specFromAnswers({ ...answers, input: ['order: its number', 'message: its text'] }));
  expect(spec).toMatchObject({
    systems: { shop: 'orders and payments' },
    steps: [
      { name: 'find-order', reads: 'shop' },
      { name: 'refund', writes: 'shop', above: '100' },
    ],
  });
  expect([...render(spec).files.keys()]).toContain('src/agents/systems/shop.ts');
});

it('says of an answer in which form it wants it', () => {
  expect(() => specFromAnswers({ read: ['find the order'] })).toThrow('find-order in shop: find the order');
});

it.each([
  ['a name that TypeScript has', 'new', {}, 'new is taken'],
  ['an end that the engine has', 'booking', { ends: { denied: 'no' } }, 'denied is taken'],
  ['a step in no system', 'booking', { systems: { rooms: 'rooms' } }, 'find-payment is in till'],
  ['a system that nothing is in', 'booking', { systems: { rooms: 'a', till: 'b', gate: 'c' } }, 'no step is in gate'],
  ['an exception of no read', 'booking', { exceptions: { cancel: 'x' } }, 'cancel is no step that reads'],
  ['nothing to do', 'booking', { steps: [{ name: 'look', reads: 'rooms', purpose: 'look' }] }, 'do nothing'],
  ['nothing in words', 'booking', { input: { booking: 'its number' } }, 'what is said of it in words'],
])('refuses %s', (_, name, change, says) => {
  expect(() => parseSpec(name, { ...told, ...change })).toThrow(says);
});

it('keeps what people say of a process out of the code around it', () => {
  const hostile = '*/ \' " ` ${ \\ ]) \n <'; // no TypeScript, wherever it would get out
  const said = { trigger: hostile, judge: hostile, output: hostile, ends: { declined: hostile } };
  const { files } = render(parseSpec('booking', { ...told, ...said, systems: { rooms: hostile, till: hostile } }));
  for (const [file, text] of files) {
    if (!file.endsWith('.ts')) continue;
    expect([file, transpileModule(text, { reportDiagnostics: true }).diagnostics]).toEqual([file, []]);
  }
});

it('adds a line to a list of exports, in its order, once', () => {
  const list = "// A list.\nexport { b } from './b';\n";
  const longer = addLine(list, "export { a } from './a';");
  expect(longer).toBe("// A list.\nexport { a } from './a';\nexport { b } from './b';\n");
  expect(addLine(longer, "export { a } from './a';")).toBe(longer);
  expect(addLine('// A list.\nexport {};\n', "export { a } from './a';")).toBe(
    "// A list.\nexport { a } from './a';\n",
  );
});

it('makes what the tutorial shows', () => {
  const tutorial = readFileSync(join(__dirname, '../../docs/tutorial.md'), 'utf8');
  const spec = parseSpec('my-support', parse(/```yaml\n([^]*?)```/.exec(tutorial)![1]!) as object);
  const files = [...render(spec).files.keys()];
  expect(files.filter((file) => file.startsWith('samples/'))).toEqual(
    ['01-refund', '02-exchange', '03-refused', '04-hand-over', '05-refund-of-more', '06-unknown'].map(
      (name) => `samples/my-support/${name}.json`,
    ),
  );
});
