// Needs nothing.
import type { Entry } from '../../standins/erp/books';
import { knowingRules } from '../../standins/reviewer/knowing-rules';
import type { HostileCase } from '../../standins/supplier/make-cases';
import type { Permitted } from '../../standins/supplier/move';

const posting = (number: string) => ({
  supplier: '200019',
  number,
  order: '4700000019',
  amount: '10',
  currency: 'EUR',
});
const permitted: Permitted[] = ['A', 'B'].map((number) => ({ ...posting(number), account: 'x', of: 'one', most: 1 }));

it('of two that are right only together with nothing else, people approve one: asked again once the other is posted, they deny', () => {
  const books: Entry[] = [];
  const rules = knowingRules({
    ...{ seed: 1, permitted, posted: () => books, texts: ['-'] },
    caseOf: () => ({ invoice: 'B' }) as HostileCase,
  });
  const asked = (number: string, rule = 'unsure'): unknown =>
    rules({
      gate: 'approval',
      tool: 'postInvoice',
      run: 'r',
      step: 'post',
      args: posting(number),
      question: { rule },
    } as never)?.decision;
  expect(asked('B')).toBe('approve');
  expect(asked('A')).toBe('deny');
  expect(asked('B', 'order-used-up')).toBe('deny'); // the other is on its way
  expect(asked('B')).toBe('approve'); // under another rule, say
  books.push(posting('A') as unknown as Entry); // went straight through meanwhile
  expect(asked('B')).toBe('deny');
});
