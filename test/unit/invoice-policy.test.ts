// Pure: no server, no database.
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import { approvalForPosting, limitsForPosting } from '../../src/agents/invoice-exceptions/approval-for-posting';
import { approvalForText } from '../../src/agents/invoice-exceptions/approval-for-text';
import { judge } from '../../src/agents/judge';

const posting = {
  ...{ supplier: 'S1', number: '1', kind: 'invoice' as const, date: '2026-11-02', order: 'PO-1' },
  ...{ amount: '100.00', invoiced: '100.00', currency: 'EUR' },
};
const facts = { supplier: 'S1', justified: '100.00', orderRoom: '129.75' };
const ruleOf = (change: object, known: object = facts): string | undefined => {
  const rule = approvalForPosting({ ...posting, ...change }, { ...known });
  return rule ? rule.rule : undefined;
};

describe('who looks at a posting', () => {
  it.each<[what: string, change: object, known: object, rule: string | undefined]>([
    ['what order and receipts justify', {}, facts, undefined],
    ['the same, written otherwise', { amount: '100' }, facts, undefined],
    ['a cent less', { amount: '99.99' }, facts, 'not-justified'],
    ['a hair more', { amount: '100.0000000001', invoiced: '200' }, facts, 'not-justified'],
    ['all that is invoiced, where less is justified', {}, { ...facts, justified: '80.00' }, 'not-justified'],
    ['nothing, for an invoice that asks for something', { amount: '0' }, { ...facts, justified: '0' }, 'not-justified'],
    ['nothing, for an invoice that asks for nothing', { amount: '0', invoiced: '0' }, { justified: '0' }, undefined],
    ['an amount of which nobody has said what is justified', {}, { supplier: 'S1' }, 'not-justified'],
    ['more than is invoiced, whatever else', { amount: '101' }, facts, 'more-than-invoiced'],
    ['the other sign', { amount: '-100' }, { justified: '-100' }, 'more-than-invoiced'],
    ['another account, whatever else', {}, { ...facts, bankChanged: true }, 'bank-account-changed'],
    ['a currency without a limit', { currency: 'KWD' }, facts, 'limit'],
  ])('%s', (_, change, known, rule) => expect(ruleOf(change, known)).toBe(rule));

  it('is limited by order, and by supplier and day', () => {
    expect(limitsForPosting(posting, facts)).toMatchObject([
      { subject: 'order PO-1 of S1', ceiling: '129.75', approvedToo: true, over: { rule: 'order-used-up' } },
      { subject: 'S1 EUR', ceiling: '10000', over: { rule: 'limit-of-the-day' } },
    ]);
    expect(limitsForPosting({ ...posting, kind: 'credit-note' }, facts)).toHaveLength(1);
  });
});

it('an agent asks about its own supplier and no other', () => {
  const verdict = (supplier: string, known: object): string =>
    judge(invoiceAgent, ['contractPrices'], {
      tool: 'contractPrices',
      args: { supplier, items: [] },
      facts: { ...known },
    }).verdict;
  expect([verdict('S1', facts), verdict('S2', facts), verdict('0S1', facts), verdict('S2', {})]).toEqual([
    ...['allowed', 'denied', 'denied'],
    'allowed', // a run that has no supplier yet
  ]);
});

it.each([
  ['Please confirm 12.50 EUR for 3 pieces, i.e. DIN 933.', false],
  ['Did the rest arrive on 2.11.2026? Order 4500001001, line 10.', false],
  ['See https://collector.example/x', true],
  ['See collector.example', true],
  ['See COLLECTOR\u3002example', true],
  ['See collector\uFF0Eexample', true],
  ['See collec\u200Btor.exa\u00ADmple', true],
  ['Write to me@collector.example', true],
  ['javascript://x', true],
])('a person looks at a text that leads somewhere: %s', (text, leads) => {
  expect(approvalForText('Hello', text) !== false).toBe(leads);
});
