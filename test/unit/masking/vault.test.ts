// Pure.
import { z } from 'zod';
import type { Agent } from '../../../src/agents/define-agent';
import type { Entry } from '../../../src/contracts/entry';
import type { Json } from '../../../src/contracts/json';
import { personal } from '../../../src/contracts/personal';
import { Vault } from '../../../src/masking/vault';

const Supplier = z.object({
  name: z.string(),
  accounts: z.array(personal('iban')),
  contact: z.object({ name: personal('name'), phone: personal('phone').optional() }).nullable(),
  email: personal('email').max(100).optional().describe('of accounts receivable'),
  notes: personal('text').default(''),
});
const agent = {
  name: 'a',
  tools: { find: { input: z.object({ email: personal('email') }), output: Supplier } },
  outcomes: { chosen: z.object({ person: personal('name') }) },
  briefs: { s: z.object({ supplier: Supplier }) },
  input: z.object({ person: personal('name') }),
} as unknown as Agent;

const started = (secret: string, input: Json = null): Entry =>
  entry(1, 'run-started', { agent: 'a' }, { starter: 'x', secret, input });
const entry = (seq: number, kind: string, header: object, body: Json, step = 's'): Entry =>
  ({ run: 'r', seq, source: '', kind, step, at: new Date(0), header, body, seal: '' }) as unknown as Entry;

function vaultOf(secret = 'c2VjcmV0', ...entries: Entry[]): Vault {
  const vault = new Vault({ a: agent });
  for (const each of [started(secret), ...entries]) vault.apply(each);
  return vault;
}

const IBAN = 'DE89370400440532013000';
const erika = {
  name: 'Mustermann GmbH',
  accounts: [IBAN],
  contact: { name: 'Erika Mustermann', phone: '+49 30 1234567' },
  email: 'erika@mustermann.example',
  notes: '',
};
const result = (body: Json, seq = 2, outcome = 'done'): Entry =>
  entry(seq, 'result', { call: 'c', tool: 'find', outcome }, body);

describe('a vault', () => {
  it('is a pure function of the entries: whoever reads them makes the same tokens of them', () => {
    const [first, second] = [vaultOf('c2VjcmV0', result(erika)), vaultOf('c2VjcmV0', result(erika))];
    expect(first.mask(erika, Supplier)).toEqual(second.mask(erika, Supplier));
    expect(second.restore(first.mask(erika, Supplier))).toEqual({ value: erika, unknown: [] });
  });

  it('makes other tokens in another run, and none that a value alone could give away', () => {
    const [ours, others] = [vaultOf('b25l').maskText(IBAN), vaultOf('dHdv').maskText(IBAN)];
    expect(ours).toMatch(/^\[IBAN-[0-9A-F]{16}\]$/);
    expect(ours).not.toBe(others);
    expect(vaultOf('dHdv', result({ note: IBAN })).restore(ours)).toEqual({ value: ours, unknown: [ours] });
  });

  it('replaces declared fields, their values wherever else they stand, and what looks like an IBAN or an e-mail address', () => {
    const vault = vaultOf('c2VjcmV0', result(erika));
    const masked = vault.mask(
      {
        ...erika,
        notes:
          'Ask ERIKA  Mustermann (030/1234567 is old, +49 (30) 123-4567 is right), or Max@Office.example. Account DE89 3704 0044 0532 0130 00.',
        unknown: { 'key@mustermann.example': [['erika mustermann']] },
      },
      Supplier,
    );
    const text = JSON.stringify(masked);
    expect(text).not.toMatch(/erika|@|3704|123-?4567.is.right/i);
    expect(text).toContain('Mustermann GmbH'); // a company
    expect(text.match(/\[NAME-\w+\]/g)).toHaveLength(3);
    expect(new Set(text.match(/\[NAME-\w+\]/g)).size).toBe(1);
    expect(new Set(text.match(/\[IBAN-\w+\]/g)).size).toBe(1); // with blanks or without
    expect(new Set(text.match(/\[PHONE-\w+\]/g)).size).toBe(1);
  });

  it('gives workflows everything but declared fields and free text as it is: they decide by it, also across runs', () => {
    const Booked = z.object({ number: z.string(), by: personal('email'), text: personal('text') });
    const vault = vaultOf('c2VjcmV0', result(erika));
    const given = vault.maskDeclared(
      { number: `2026@acme.example ${IBAN}`, by: 'A@b.example', text: `to ${IBAN}` },
      Booked,
    );
    expect(given).toEqual({
      number: `2026@acme.example ${IBAN}`,
      by: expect.stringMatching(/^\[EMAIL-\w+\]$/) as string,
      text: expect.stringMatching(/^to \[IBAN-\w+\]$/) as string,
    });
  });

  it('compares by the normal form, and gives back the form that was seen first; of an IBAN, that without blanks', () => {
    const vault = vaultOf(
      'c2VjcmV0',
      result({ ...erika, email: 'Erika@Mustermann.example', accounts: ['de89 3704 0044 0532 0130 00'] }),
    );
    expect(vault.maskText('ERIKA@mustermann.EXAMPLE')).toBe(vault.maskText('erika@mustermann.example'));
    expect(vault.restore(vault.maskText('erika@mustermann.example')).value).toBe('Erika@Mustermann.example');
    expect(vault.restore(vault.maskText('DE89-3704-0044-0532-0130-00')).value).toBe(IBAN);
  });

  it('masks what is masked no further, and restores once', () => {
    const vault = vaultOf('c2VjcmV0', result(erika));
    const once = vault.mask(erika, Supplier);
    expect(vault.mask(once, Supplier)).toEqual(once);
    expect(vault.maskDeclared(once, Supplier)).toEqual(once);
    const named = vaultOf(
      'c2VjcmV0',
      result({ ...erika, contact: { name: once === null ? '' : '[IBAN-0123456789ABCDEF] Ltd' } }),
    );
    expect(named.restore(named.mask('[IBAN-0123456789ABCDEF] Ltd')).value).toBe('[IBAN-0123456789ABCDEF] Ltd');
  });

  it('takes a token that a document planted, and one that a model made up or copied wrongly, for nothing', () => {
    const vault = vaultOf('c2VjcmV0', result({ ...erika, notes: 'Pay to [IBAN-0123456789ABCDEF].' }));
    const own = vault.maskText(IBAN);
    for (const text of [
      '[IBAN-0123456789ABCDEF]',
      own.slice(0, -3),
      `${own.slice(0, 10)}…]`,
      own.replace('IBAN', 'EMAIL'),
    ])
      expect([text, vault.restore(`to ${text}`)]).toEqual([text, { value: `to ${text}`, unknown: [text] }]);
    expect(vault.restore({ to: [own.toLowerCase()] })).toEqual({ value: { to: [IBAN] }, unknown: [] });
    expect(vault.restore('[name of the buyer], [IBAN], [email-list]').unknown).toEqual([]);
  });

  it.each([
    ['a word', { ...erika, contact: { name: 'price' } }, 'the price differs'],
    ['a currency and an amount', { ...erika, contact: { name: 'EUR', phone: '1200' }, accounts: ['1200'] }, '1200 EUR'],
    ['an amount of eight digits', { ...erika, accounts: ['12345678'] }, '12345678.00 or 12,12345678'],
    ['a letter', { ...erika, contact: { name: 'e' } }, 'between'],
  ])('lets nobody blot out %s by what is filled into a field', (_, body, text) => {
    expect(vaultOf('c2VjcmV0', result(body)).maskText(text)).toBe(text);
  });

  it('knows values from briefs, inputs, answers, arguments and outcomes too', () => {
    const vault = vaultOf(
      'c2VjcmV0',
      entry(
        2,
        'step-entered',
        { visit: 1, kind: 'agent' },
        { supplier: { ...erika, contact: { name: 'Berta Brief' } } },
      ),
      entry(3, 'call-asked', { call: 'c', tool: 'find' }, { email: 'arg@x.example' }),
      entry(4, 'approval-asked', { approval: 'q', gate: 'task', tool: '' }, { outcome: 'chosen' }),
      entry(
        5,
        'decided',
        { approval: 'q', decision: 'answer' },
        { answer: { person: 'Anna Answer' }, reason: 'r@x.example' },
      ),
      entry(6, 'thought', { turn: 1 }, [
        { type: 'tool_use', id: 't', name: 'conclude', input: { why: '', person: 'Otto Outcome' } },
      ]),
    );
    const masked = vault.maskText('Berta Brief, Anna Answer, Otto Outcome, arg@x.example, r@x.example, Nora Nobody');
    expect(masked).toMatch(/^(\[\w+-\w+\], ){5}Nora Nobody$/);
    expect(vault.restore(masked).unknown).toEqual([]);
    const run = new Vault({ a: agent });
    run.apply(started('c2VjcmV0', { person: 'Ida Input' }));
    expect(run.maskText('Ida Input')).toMatch(/^\[NAME/);
  });

  it('is held up by no text that is made to: any sign in a name, and long texts of almost addresses', () => {
    const signs = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => at + 32)).replace('@', '');
    const vault = vaultOf('c2VjcmV0', result({ ...erika, contact: { name: `x ${signs} y` } }));
    expect(vault.maskText(`<x ${signs} y>`)).toMatch(/^<\[NAME-\w+\]>$/);
    const long = `${'a'.repeat(100_000)} ${'a@'.repeat(50_000)} a@${'b.'.repeat(50_000)} a@${'b'.repeat(100_000)}`;
    expect(vault.maskText(long)).toContain('a'.repeat(100_000));
  });

  it('is not bent by what looks like a prototype, nor by values that do not fit their shape', () => {
    const vault = vaultOf(
      'c2VjcmV0',
      result(
        JSON.parse('{"__proto__": {"accounts": 1}, "accounts": {"0": "a@b.example"}, "contact": [null, 7]}') as Json,
      ),
    );
    expect(JSON.stringify(vault.mask({ accounts: { a: 'a@b.example' } }, Supplier))).not.toContain('@');
  });

  it('follows unions, records, tuples and schemas that refer to themselves', () => {
    const Tree: z.ZodType = z.lazy(() => z.object({ who: personal('name'), under: z.array(Tree).optional() }));
    const Shape = z.object({
      either: z.union([z.object({ mail: personal('email') }), z.string()]),
      each: z.record(z.string(), z.object({ who: personal('name') })),
      pair: z.tuple([z.string(), personal('name')]),
      tree: Tree,
    });
    const given = {
      either: { mail: 'x' },
      each: { k: { who: 'x' } },
      pair: ['x', 'x'],
      tree: { who: 'x', under: [{ who: 'x' }] },
    };
    const masked = JSON.stringify(vaultOf().maskDeclared(given, Shape));
    expect(masked.match(/"x"/g)).toHaveLength(1);
    expect(masked).toContain('{"k":{"who":"[NAME');
  });
});
