import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../../standins/erp/random';
import type { Child } from './child';
import type { Tally } from './tally';

interface Doom {
  /** As the tally calls it. */
  name: string;
  random: Random;
  tally: Tally;
  /** Whether it may die now: otherwise nothing is armed, and nothing is killed. */
  killing: () => boolean;
  points: readonly string[];
  /** How often it may come by its point before it dies there. */
  atMost: number;
  /** Starts one that is armed with this fault; undefined where it ended before it served. */
  start: (fault: string) => Promise<Child | undefined>;
  /** The share that is stopped at its point instead, and woken when others have taken over. */
  frozen: number;
}

const GIVEN_UP_AFTER = 20;
/** The share that is killed at a random moment, if it meets its point no sooner. */
const DIES_YOUNG = 0.25;
const YOUNG_MS = [500, 8_000] as const;
const OLD_MS = [20_000, 40_000] as const;
const FROZEN_MS = [2_500, 6_000] as const;

/**
 * Keeps one process going that dies again and again: at a fault point, each in turn, or at a random moment; or is stopped there, and woken past its
 * heartbeat. `living` rejects where it does not start any more.
 */
export function keepDoomed(doom: Doom): { close(): Promise<void>; living: Promise<void> } {
  const { name, random, tally, killing } = doom;
  let closed = false;
  let child: Child | undefined;
  let left: string[] = [];
  let failed = 0;
  const next = (): string => {
    if (left.length === 0) left = random.shuffle(doom.points);
    return left.pop()!;
  };
  const live = async (): Promise<void> => {
    const point = next();
    const freezes = random.next() < doom.frozen;
    const fault = killing() ? `${point}:${random.integer(1, doom.atMost)}${freezes ? ':stop' : ''}` : '';
    const [least, most] = random.next() < DIES_YOUNG ? YOUNG_MS : OLD_MS;
    const lives = random.integer(least, most);
    const asleep = random.integer(...FROZEN_MS);
    child = await doom.start(fault);
    if (closed) return void (await child?.kill());
    if (!child) {
      if (++failed === GIVEN_UP_AFTER) throw new Error(`${name} does not start: see its log.`);
      await wait(500);
      return tally.note(`${name} did not start`);
    }
    failed = 0;
    let frozen = false;
    for (const dies = Date.now() + lives; !child.over; await wait(100)) {
      if (!frozen && freezes && (await child.frozen())) {
        frozen = true;
        tally.note(`freeze ${name} at ${point}`);
        await wait(asleep);
        child.process.kill('SIGCONT');
      }
      if (!killing() || Date.now() < dies) continue;
      await child.kill();
      return tally.killed(`${name} at a random moment`);
    }
    if (closed) return;
    if (child.process.signalCode === 'SIGKILL') tally.killed(`${name} at ${point}`);
    else tally.note(`${name} ended by itself (${child.process.exitCode ?? child.process.signalCode})`);
  };
  const living = (async (): Promise<void> => {
    while (!closed) await live();
  })();
  return {
    living,
    close: async () => {
      closed = true;
      if (child && !child.over) await child.kill();
      await living;
    },
  };
}
