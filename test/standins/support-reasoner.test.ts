// Pure: the rules that stand in for a model in the workflow customer-support.
import type { CustomerSupportBrief } from '../../src/contracts/customer-support';
import type { MessagesRequest } from '../../standins/model/messages-api';
import { supportReasoner } from '../../standins/model/reasoners/support-reasoner';

const order: CustomerSupportBrief['order'] = {
  ...{ number: '1', customer: 'C', state: 'delivered', delivered: '2026-03-01', total: '50.00', refunded: '20' },
  ...{ items: [{ name: 'a lamp', finalSale: false }], currency: 'EUR' },
};

const judged = async (message: string, change: Partial<typeof order> = {}, today = '2026-03-10'): Promise<object> => {
  const brief = { input: { order: '1', message }, order: { ...order, ...change }, today };
  const messages = [{ role: 'user', content: `<brief>${JSON.stringify(brief)}</brief>` }];
  const { content } = await supportReasoner({ model: 'm', max_tokens: 1, messages } as MessagesRequest);
  return (content[0] as { input: object }).input;
};

it.each<[string, string, Partial<typeof order>, string, string, object]>([
  ['within 30 days', 'Money back, please.', {}, '2026-03-31', '2', { decision: 'refund', amount: '30' }],
  ['later', 'Money back, please.', {}, '2026-04-01', '4', { decision: 'refused', amount: '0' }],
  ['exchanged', 'An exchange, please.', {}, '2026-03-02', '2', { decision: 'exchange' }],
  ['final sale', 'Back.', { items: [{ name: 'v', finalSale: true }] }, '2026-03-02', '4', { decision: 'refused' }],
  ['damaged', 'It is broken.', { items: [{ name: 'v', finalSale: true }] }, '2026-03-15', '3', { decision: 'refund' }],
  ['damaged, late', 'It is broken.', {}, '2026-03-16', '2', { decision: 'refund' }],
  ['not sent', 'Cancel it.', { state: 'placed', delivered: null }, '2026-03-02', '1', { decision: 'cancel' }],
  ['on its way', 'Cancel it.', { state: 'sent', delivered: null }, '2026-03-02', '5', { decision: 'hand-over' }],
  ['the law', 'My lawyer says: refund.', {}, '2026-03-02', '5', { decision: 'hand-over', sure: false }],
])('%s', async (_, message, change, today, clause, expected) => {
  expect(await judged(message, change, today)).toMatchObject({ clause, ...expected });
});
