import { faultPoints } from '../../src/fault-point';
import { Random } from '../../standins/erp/random';
import type { BooksView } from '../../standins/erp/books';
import { makeCases } from './cases';
import { audit } from './checks/audit';
import { checkEffects } from './checks/check-effects';
import { checkHistories } from './checks/check-histories';
import { checkRuns } from './checks/check-runs';
import { checkSpend } from './checks/check-spend';
import type { Spend } from './checks/check-spend';
import { readEvidence } from './checks/evidence';
import type { Finding } from './checks/evidence';
import { keepDoomed } from './doomed';
import { startPeople } from './people';
import { closeGatewayInOrder, Spares, startGateway } from './processes';
import { countOpen, putThrough, untilEnded } from './put-through';
import type { Started } from './put-through';
import { blow } from './storm';
import { Tally } from './tally';
import { startWorld } from './world';
import type { World } from './world';

export interface ChaosOptions {
  seed: number;
  runs: number;
  kills: number;
  /** Instead of runs and kills: so long. */
  forMs?: number | undefined;
  atOnce: number;
  workers: number;
  /** How long a pause between two blows at servers may be. */
  pauseMs: number;
}

export interface ChaosReport {
  seed: number;
  runs: number;
  kills: number;
  seconds: number;
  struck: [what: string, times: number][];
  ends: Record<string, number>;
  approvals: number;
  vouchers: number;
  draftsLeft: number;
  messages: number;
  deliveredTwice: number;
  spend: Spend;
  events: number;
  findings: Finding[];
}

/** Points of processes that are not part of this. */
const elsewhere = ['intake-taken', 'webhook-posted'];

/** Runs the invoice workflow while everything that it needs is killed again and again, and then holds what is so against what has to be. */
export async function runChaos(options: ChaosOptions, tell: (line: string) => void): Promise<ChaosReport> {
  const { seed, forMs } = options;
  const began = Date.now();
  const wanted = forMs === undefined ? options.runs : Math.max(100, Math.ceil(forMs / 200));
  const { cases, books } = makeCases(seed, wanted);
  tell('starting PostgreSQL, Temporal and the stand-ins');
  const world = await startWorld({ seed, books });
  const tally = new Tally();
  const started: Started[] = [];
  let storming = true;
  const stormBegan = Date.now();
  const left = (): boolean =>
    forMs === undefined
      ? tally.kills < options.kills || started.length < options.runs
      : Date.now() - stormBegan < forMs;
  const isStorming = (): boolean => storming && left();
  // Kills and runs keep step, so that there is something to kill until the last.
  const ahead = (): boolean =>
    forMs === undefined &&
    tally.kills * options.runs > (started.length + options.atOnce) * options.kills + options.kills;
  const behind = (begun: number): boolean =>
    forMs === undefined && (begun - options.atOnce) * options.kills > tally.kills * options.runs;
  const ticking = setInterval(() => {
    void countOpen(world.ledger).then((open) =>
      tell(
        `${started.length} runs started, ${open ?? '?'} open, ${tally.kills} kills, ${Math.round((Date.now() - stormBegan) / 1000)} s`,
      ),
    );
  }, 10_000);
  const killing = (): boolean => isStorming() && !ahead();
  const points = faultPoints.worker.filter((point) => !elsewhere.includes(point));
  const spares = new Spares(world);
  const doomed = [
    ...Array.from({ length: options.workers }, (_, each) =>
      keepDoomed({
        ...{ name: 'worker', tally, killing, points, random: new Random(seed, `worker ${each}`) },
        ...{ start: (fault) => spares.take(fault), atMost: 2, frozen: 0.12 },
      }),
    ),
    keepDoomed({
      ...{ name: 'gateway', tally, killing, points: faultPoints.gateway, random: new Random(seed, 'gateway') },
      ...{ start: (fault) => startGateway(world, fault), atMost: 6, frozen: 0 },
    }),
  ];
  const endAll = async (): Promise<void> => {
    storming = false;
    await Promise.all([...doomed.map((each) => each.close()), spares.close()]);
  };
  const people = startPeople({ url: world.urls.gateway, seed, books: () => readBooks(world) });
  try {
    const storm = blow(world, {
      ...{ random: new Random(seed, 'storm'), tally, storming: isStorming, killing, pauseMs: options.pauseMs },
    });
    const through = putThrough(world, cases, {
      ...{ atOnce: options.atOnce, started },
      next: (begun) => (forMs !== undefined && !left() ? 'stop' : behind(begun) ? 'wait' : 'go'),
    });
    await Promise.race([Promise.all([storm, through]), ...doomed.map(({ living }) => living)]);
    storming = false;
    tell('the storm is over; waiting for every run to end');
    await untilEnded(world, 120_000);
    await people.close();
    await endAll();
    await closeGatewayInOrder(world);

    tell('holding books, mailbox, model, ledger and histories against each other');
    const evidence = await readEvidence(world, started);
    const runs = checkRuns(evidence);
    const effects = checkEffects(evidence);
    const spent = await checkSpend(world.ledger, evidence, tally.struck.get('kill model') ?? 0);
    const histories = await checkHistories(world, evidence.runs);
    const { rows } = await world.ledger.pool.query<{ count: number }>('select count(*)::int as count from runs');
    const strangers = rows[0]!.count - started.length;
    const findings = [
      ...runs.findings,
      ...effects.findings,
      ...spent.findings,
      ...histories.findings,
      ...(strangers === 0 ? [] : [{ what: `${strangers} runs that nobody was told of` }]),
      ...(await audit(world)),
    ];
    const { findings: _, ...done } = effects;
    return {
      ...{ seed, runs: started.length, kills: tally.kills, seconds: Math.round((Date.now() - began) / 1000) },
      ...{ struck: tally.rows(), ends: runs.ends, approvals: runs.approvals, ...done },
      ...{ spend: spent.spend, events: histories.events, findings },
    };
  } finally {
    clearInterval(ticking);
    await people.close();
    await endAll();
    await world.close();
  }
}

async function readBooks({ urls }: World): Promise<BooksView | undefined> {
  return fetch(urls.books)
    .then((response) => response.json() as Promise<BooksView>)
    .catch(() => undefined);
}
