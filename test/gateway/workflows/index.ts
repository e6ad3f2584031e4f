import { defineMap, goTo } from '../../../src/workflows/engine/map';
import type { paperAgent } from './paper-agent';

const paths = { onUnavailable: goTo('failed'), onMalformed: goTo('failed'), onRejected: goTo('failed') } as const;

/** One question of each kind, as the input wishes. */
export const paperMap = defineMap<typeof paperAgent>('order-paper')({
  buy: { kind: 'system', tool: 'buy', purpose: 'buy', ...paths, onDenied: goTo('refused') },
  wire: { kind: 'system', tool: 'wire', purpose: 'buy', ...paths },
  ask: { kind: 'system', tool: 'askColleague', purpose: 'ask', ...paths, onDenied: goTo('refused') },
  choose: {
    kind: 'human',
    role: 'keeper',
    outcome: 'choice',
    purpose: 'a person chooses',
    within: '1 hour',
    onExpired: goTo('failed'),
  },
  done: { kind: 'end', purpose: 'bought' },
  refused: { kind: 'end', purpose: 'a person said no' },
  failed: { kind: 'end', purpose: 'it did not work' },
});

export const orderPaper = paperMap.implement(
  async (step, { number, amount, way }: { number: string; amount: string; way: 'buy' | 'wire' | 'ask' | 'choose' }) => {
    switch (way) {
      case 'buy':
      case 'wire': {
        const { receipt } = await step.call(way, { number, amount });
        return step.end('done', receipt, { receipt });
      }
      case 'ask': {
        const { answer } = await step.call('ask', { question: 'Which paper?' });
        return step.end('done', answer, { answer });
      }
      case 'choose': {
        const { buy, note } = await step.ask('choose', { title: 'Buy paper?', details: { amount } });
        return step.end(buy ? 'done' : 'refused', note);
      }
    }
  },
  {},
);

export { deliverWebhook } from '../../../src/workflows/deliver-webhook';

export { watchSystem } from '../../../src/workflows/watch-system';
