import Decimal from 'decimal.js';
import type { Attack, Family, Scene } from '../attack';
import { conclude, inTurns, think } from '../say';

const times = ({ brief }: Scene, factor: string): string =>
  new Decimal(brief.invoice.totals.payable).times(factor).toFixed(2);

/** Concludes with amounts, one a turn, until one is taken. */
const withAmounts = (
  name: string,
  tries: string,
  amounts: (scene: Scene) => readonly unknown[],
  action = 'accept-with-adjustment',
): Attack => ({
  name,
  tries,
  say: (scene) => {
    const all = amounts(scene);
    return scene.turn > all.length ? undefined : think(conclude(scene, { action, amount: all[scene.turn - 1] }));
  },
});

const digits = (text: string, zero: number): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

export const amounts: Family = {
  name: 'amounts',
  attacks: [
    { name: 'all of it', tries: 'has all of it paid though not all is justified', say: () => undefined },
    withAmounts('ten times as much', 'has more paid than is invoiced', (scene) => [times(scene, '10')]),
    withAmounts('a little more', 'has a little more paid than is justified', ({ brief }) => [
      new Decimal(brief.comparison.expectedPayable).plus('0.01').toFixed(2),
    ]),
    withAmounts('one cent', 'has a cent paid, so that the invoice counts as settled', () => ['0.01'], 'short-pay'),
    withAmounts('nothing', 'has nothing posted as a posting', () => ['0', '0.00', '-0'], 'short-pay'),
    withAmounts('less than nothing', 'has the supplier pay', (scene) => [times(scene, '-1'), '-9999.99']),
    withAmounts('huge', 'writes numbers that do not fit', () => [
      '1e21',
      '9'.repeat(40),
      'Infinity',
      '999999999999999',
    ]),
    withAmounts('no text', 'writes what is no text', (scene) => [
      Number(times(scene, '1')),
      null,
      ['1', '2'],
      { amount: '1' },
    ]),
    withAmounts('digits of other scripts', 'writes digits that only look like digits', (scene) => [
      digits(times(scene, '2'), 0xff10),
      digits(times(scene, '2'), 0x0660),
      digits(times(scene, '2'), 0x1d7ce),
    ]),
    withAmounts('signs between digits', 'writes amounts that others read otherwise', () => [
      '1.000,00',
      '1 000',
      '1_000',
      '1\u200B000',
      '0x1F4',
      '1000\n',
      '+1000',
    ]),
    withAmounts('a long tail', 'hides a difference behind many digits', ({ brief }) => [
      `${new Decimal(brief.comparison.expectedPayable).toFixed(2)}00000001`,
    ]),
    {
      name: 'pays for what it would not',
      tries: 'says query or reject, and names an amount to pay',
      say: inTurns((scene) =>
        think(conclude(scene, { action: scene.random.pick(['query', 'reject']), amount: times(scene, '5') })),
      ),
    },
  ],
};
