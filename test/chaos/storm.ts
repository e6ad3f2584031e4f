import { setTimeout as wait } from 'node:timers/promises';
import type { Rule } from '../../standins/fault-proxy/fault';
import type { Random } from '../../standins/erp/random';
import type { Tally } from './tally';
import type { World } from './world';

/** What goes wrong on the way to systems all the while, of each hundred requests some. */
const weather: Record<keyof World['proxies'], Rule[]> = {
  erp: [
    { fault: { kind: 'latency', delayMs: 400 }, share: 0.02 },
    { fault: { kind: 'lost-answer' }, share: 0.02, method: 'POST' },
    { fault: { kind: 'reset', at: 'during' }, share: 0.01 },
    { fault: { kind: 'slow-drip', overMs: 500 }, share: 0.01 },
    { fault: { kind: 'status', status: 503 }, share: 0.01 },
  ],
  mailbox: [
    { fault: { kind: 'latency', delayMs: 300 }, share: 0.02 },
    { fault: { kind: 'lost-answer' }, share: 0.02 },
    { fault: { kind: 'reset', at: 'before' }, share: 0.01 },
  ],
  model: [
    { fault: { kind: 'latency', delayMs: 300 }, share: 0.03 },
    { fault: { kind: 'reset', at: 'before' }, share: 0.01 },
    { fault: { kind: 'status', status: 529 }, share: 0.01 },
  ],
};

type Strike = [weight: number, what: string, kills: boolean, strike: () => Promise<void> | void];

interface Options {
  random: Random;
  tally: Tally;
  storming: () => boolean;
  /** Whether it may kill now: runs may have to catch up. */
  killing: () => boolean;
  /** How long a pause may be. */
  pauseMs: number;
}

/**
 * Kills what workers and gateways need, one at a time at random moments, and breaks connections, until the storm is over.
 */
export async function blow(world: World, { random, tally, storming, killing, pauseMs }: Options): Promise<void> {
  const { mortals, gates, proxies } = world;
  for (const [name, rules] of Object.entries(weather)) proxies[name as keyof typeof proxies].set(rules);
  const cut = async (gate: keyof typeof gates): Promise<void> => {
    gates[gate].cut();
    await wait(random.integer(500, 3_000));
    gates[gate].mend();
  };
  const strikes: Strike[] = [
    [20, 'postgres', true, () => mortals.postgres.killAndRestart()],
    [16, 'temporal', true, () => mortals.temporal.killAndRestart()],
    [16, 'erp', true, () => mortals.erp.killAndRestart()],
    [14, 'mailbox', true, () => mortals.mailbox.killAndRestart()],
    [14, 'model', true, () => mortals.model.killAndRestart()],
    [5, 'connections to postgres broken', false, () => gates.postgres.drop()],
    [5, 'connections to temporal broken', false, () => gates.temporal.drop()],
    [5, 'postgres out of reach', false, () => cut('postgres')],
    [5, 'temporal out of reach', false, () => cut('temporal')],
  ];
  const all = strikes.reduce((sum, [weight]) => sum + weight, 0);
  while (storming()) {
    await wait(random.integer(200, pauseMs));
    if (!killing()) continue;
    let drawn = random.next() * all;
    const [, what, kills, strike] = strikes.find(([weight]) => (drawn -= weight) < 0)!;
    if (kills) tally.killed(what);
    else tally.note(what);
    await strike();
  }
  for (const proxy of Object.values(proxies)) {
    for (const { kind } of proxy.strikes()) tally.note(`a request: ${kind}`);
    proxy.set([]);
  }
}
