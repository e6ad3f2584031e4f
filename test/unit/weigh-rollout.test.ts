// Pure: no server, no database.
import type { Arm, Rollout } from '../../src/contracts/rollouts';
import { RolloutSettings } from '../../src/contracts/rollouts';
import { weighRollout } from '../../src/gateway/feedback/weigh-rollout';
import { rateOf } from '../../src/statistics/rate-of';

const settings = RolloutSettings.parse({ horizon: 40, looks: 4 });
const arm = (bad: number, ended: number, more: Partial<Arm> = {}): Arm => ({
  ...{
    begun: ended,
    ended,
    bad: rateOf(bad, ended),
    flagged: bad,
    edited: 0,
    denied: 0,
    escalated: 0,
    usd: 1,
    steps: [],
  },
  ...more,
});
const weigh = (canary: Arm, control: Arm, looks: Rollout['looks'] = []) =>
  weighRollout({ settings, canary, control, looks });
const looked = (look: number, p = 1): Rollout['looks'][number] => ({
  ...{ look, at: '', canary: { bad: 0, of: 0 }, control: { bad: 0, of: 0 }, p, bound: 0.0125 },
});

it('looks only when another part of the horizon has ended, and each time once', () => {
  expect(weigh(arm(9, 9), arm(0, 30))).toEqual({});
  expect(weigh(arm(0, 10), arm(0, 30))).toMatchObject({ look: { look: 1, bound: 0.0125 } });
  expect(weigh(arm(9, 12), arm(0, 30), [looked(1)])).toEqual({});
  expect(weigh(arm(0, 31), arm(0, 90), [looked(1)])).toMatchObject({ look: { look: 3 } });
  expect(weigh(arm(0, 10), arm(0, 0))).toEqual({});
});

it('stops early for harm, and never promotes early', () => {
  expect(weigh(arm(6, 10), arm(1, 30))).toMatchObject({ look: { look: 1 }, end: { to: 'rolled-back' } });
  expect(weigh(arm(2, 10), arm(1, 30)).end).toBeUndefined();
  expect(weigh(arm(0, 10), arm(30, 30)).end).toBeUndefined();
});

it('a stop that was seen is carried out by whoever comes next', () => {
  expect(weigh(arm(0, 12), arm(0, 30), [looked(1, 0.001)])).toMatchObject({ end: { to: 'rolled-back' } });
});

it.each([
  ['promoted', arm(4, 40), arm(12, 120)],
  ['promoted', arm(0, 40), arm(60, 120)],
  ['rolled-back', arm(8, 40), arm(12, 120)],
  ['rolled-back', arm(4, 40, { usd: 1.3 }), arm(12, 120)],
  [
    'rolled-back',
    arm(4, 40, { steps: [{ step: 's', runs: 40, usd: 1, ms: 130 }] }),
    arm(12, 120, { steps: [{ step: 's', runs: 120, usd: 1, ms: 100 }] }),
  ],
] as const)('at its horizon it is %s', (to, canary, control) => {
  expect(weigh(canary, control, [looked(3)])).toMatchObject({ look: { look: 4 }, end: { to } });
});
