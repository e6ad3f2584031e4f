import type { Interval, Projection } from '../contracts/costs';
import { print, printTable } from './print';

/** A projection as tables. */
export function printProjection(told: Projection): void {
  const { measured, at, level, month, perRun, multiplier } = told;
  if (measured === 0) return print('No runs have ended in that time, so there is nothing to project from.');
  print(
    `A month of ${count(at)} runs: ${span(month)} at ${percent(level)}; ${span(perRun)} each. From ${measured} measured runs.`,
  );
  for (const [what, lines] of [
    ['step', told.byStep],
    ['class', told.byClass],
  ] as const)
    table(
      [what, 'USD a month', 'share'],
      lines.map(({ key, usd }) => [key, money(usd), percent(usd / month.mean)]),
    );
  table(
    ['runs a month', 'USD a month', 'from', 'to'],
    told.curve.map(({ runs, month: of }) => [count(runs), money(of.mean), money(of.low), money(of.high)]),
  );
  table(
    ['limit', 'each run', 'a month', 'met at runs a month'],
    told.limits.map(({ what, unit, perRun: each, capacity, runs }) => [
      what,
      `${each.toPrecision(3)} ${unit}`,
      capacity === null ? 'not declared' : count(capacity),
      runs === null ? '' : count(runs),
    ]),
  );
  table(
    ['if', 'USD a month', 'change', 'note'],
    told.levers.map(({ what, month: of, change, note }) => [what, money(of), percent(change), note]),
  );
  print(`\n${whyDearer(multiplier)}`);
}

/** In words, why production costs so many times what the pilot did. */
function whyDearer(of: Projection['multiplier']): string {
  const skew = of.meanOverTypical === null ? '' : ` (${of.meanOverTypical.toFixed(2)} times)`;
  return [
    `From pilot to production: × ${of.whole.toFixed(1)}, all of it volume (${money(of.pilotMonth)} a month as measured).`,
    `A typical run costs ${money(of.typicalRun)}, the mean ${money(of.meanRun)}${skew}: the dearest tenth makes ${percent(of.dearestTenth)} of the cost.`,
    `Failed calls for each that came to something: ${of.failedCalls.toFixed(3)}.`,
  ].join('\n');
}

function table(head: readonly string[], rows: readonly string[][]): void {
  print('');
  const widths = head.length === 4 ? [30, 22, 17, 30] : [44, 28, 26];
  printTable(
    head.map((name, at) => [name, widths[at]!]),
    rows,
  );
}

function span({ mean, low, high }: Interval): string {
  return `${money(mean)} (${money(low)} to ${money(high)})`;
}

function money(usd: number): string {
  return `$${usd >= 100 ? Math.round(usd).toLocaleString('en') : usd.toPrecision(3)}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
