// Pure: what a model is shown, from entries.
import { Transcript } from '../../../src/activities/reason/transcript';
import { invoiceAgent } from '../../../src/agents/invoice-exceptions';
import type { Entry } from '../../../src/contracts/entry';
import { Vault } from '../../../src/masking/vault';

let seq = 0;
const entry = (kind: string, header: object, body: unknown = null, step: string | null = 'resolve'): Entry =>
  ({
    ...{ run: 'r', seq: ++seq, source: `x:${seq}`, at: new Date(0), seal: '' },
    ...{ kind, step, header, body },
  }) as unknown as Entry;
const thought = (turn: number, ...calls: { tool: string; args: object }[]): Entry =>
  entry(
    'thought',
    { turn, model: 'm', stop: 'tool_use', usd: '0', ms: 1, requestId: '' },
    calls.map(({ tool, args }, at) => ({
      type: 'tool_use',
      id: `t${turn}${at}`,
      name: tool,
      input: { why: 'w', ...args },
    })),
  );
const result = (call: string, tool: string, body: unknown, outcome = 'done', step = 'resolve'): Entry =>
  entry('result', { call, tool, outcome, ms: 1 }, body, step);

function replayed(entries: readonly Entry[]): Transcript {
  const transcript = new Transcript('resolve', 1, new Vault({ [invoiceAgent.name]: invoiceAgent }));
  for (const each of entries) transcript.apply(each);
  return transcript;
}

const IBAN = 'DE89370400440532013000';
const supplier = { id: '7', name: 'Kiel GmbH', accounts: [IBAN], blocked: false, email: 'jan@kiel.example' };
const order = {
  number: '4500',
  supplier: '7',
  currency: 'EUR',
  date: '2026-01-01',
  buyer: 'Ute@Werft.example',
  lines: [],
};
const begin = [
  entry('run-started', { agent: invoiceAgent.name }, { starter: 'x', input: null, secret: 'c2VjcmV0' }, null),
  result('supplier.1.0', 'findSupplier', { supplier }, 'done', 'supplier'),
  entry(
    'step-entered',
    { visit: 1, kind: 'agent' },
    { invoice: { notes: [`Now to ${IBAN}, asks Jan Jansen`], seller: { contact: 'Jan Jansen' } }, order },
  ),
];

describe('a conversation', () => {
  it('holds tokens in briefs, results, errors and answers, and what it holds does not change as it grows', () => {
    const entries = [
      ...begin,
      thought(
        1,
        { tool: 'orderHistory', args: { supplier: '7' } },
        { tool: 'askSupplier', args: { subject: 's', question: 'q' } },
      ),
      result('resolve.1.1.0', 'orderHistory', { orders: [order] }),
      result('resolve.1.1.1', 'askSupplier', { answer: 'Write to Jan Jansen or Piet Pietersen, piet@kiel.example.' }),
      thought(
        2,
        { tool: 'findReceipts', args: { supplier: '7', order: '4500' } },
        { tool: 'earlierInvoices', args: { supplier: '7', number: null } },
      ),
      result('resolve.1.2.0', 'findReceipts', { error: `Refused for jan@kiel.example, ${IBAN}` }, 'rejected'),
      // From here on Piet's name is known; what the model was shown before stays as it was sent.
      result('resolve.1.2.1', 'readInvoice', { seller: { contact: 'Piet Pietersen' }, notes: ['Piet Pietersen'] }),
      thought(3, { tool: 'orderHistory', args: { supplier: '7' } }),
      result('resolve.1.3.0', 'orderHistory', { error: 'ask PIET PIETERSEN' }, 'denied'),
    ];
    const sent: string[] = [];
    for (let end = begin.length; end <= entries.length; end++) {
      const transcript = replayed(entries.slice(0, end));
      if (transcript.openCalls().length === 0) sent.push(JSON.stringify(transcript.messages()));
    }
    expect(sent).toHaveLength(4);
    sent.slice(1).forEach((now, at) => expect(now.slice(0, sent[at]!.length - 1)).toBe(sent[at]!.slice(0, -1)));
    const whole = sent.at(-1)!;
    expect(whole).not.toMatch(/@|3704|Jansen|PIET/);
    expect(whole.match(/Piet Pietersen/g)).toHaveLength(1);
    expect(whole.match(/\[IBAN-\w+\]/g)).toHaveLength(2);
    expect(new Set(whole.match(/\[IBAN-\w+\]/g)).size).toBe(1);
  });

  it('is the same bytes whether read at once or as it grew', () => {
    const grown = replayed(begin);
    const shown = JSON.stringify(grown.messages());
    const rest = [
      thought(1, { tool: 'orderHistory', args: {} }),
      result('resolve.1.1.0', 'orderHistory', { orders: [order] }),
    ];
    for (const each of rest) grown.apply(each);
    expect(JSON.stringify(grown.messages())).toBe(JSON.stringify(replayed([...begin, ...rest]).messages()));
    expect(JSON.stringify(grown.messages()).startsWith(shown.slice(0, -1))).toBe(true);
  });

  it('gives calls their true values, and keeps what the model wrote', () => {
    const [iban] = /\[IBAN-\w+\]/.exec(JSON.stringify(replayed(begin).messages()))!;
    const args = { subject: `About ${iban}`, question: 'Or [IBAN-0123456789ABCDEF]?' };
    const transcript = replayed([...begin, thought(1, { tool: 'askSupplier', args })]);
    expect(transcript.openCalls()).toMatchObject([
      { args: { subject: `About ${IBAN}`, question: args.question }, unknown: ['[IBAN-0123456789ABCDEF]'] },
    ]);
  });

  it('gives policy true facts', () => {
    const [mail] = /\[EMAIL-\w+\]/.exec(JSON.stringify(replayed(begin).messages()))!;
    const facts = replayed([...begin, entry('fact-established', { name: 'buyerContact' }, mail, null)]).facts;
    expect(facts).toEqual({ buyerContact: 'Ute@Werft.example' });
  });
});
