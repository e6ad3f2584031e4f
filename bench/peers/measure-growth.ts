import { Client } from 'pg';
import type { Ground } from './engines';
import { underWay } from './measure-peer';
import type { Servers } from './measure-peer';
import { peers } from './peers';
import { median } from './tables';

interface PerTurn {
  ms: number;
  cpu: number;
  bytes: number;
}

export interface Growth {
  setting: string;
  early: PerTurn;
  late: PerTurn;
}

interface Mark {
  turn: number;
  came: number;
  went: number;
  cpu: number;
}

const TURNS = 105;
const BYTES = 2_048;
const RUNS = 12;
/** From the beginning of one turn to that of another: ten turns around the 5th, ten around the 100th. */
const EARLY = { from: 1, to: 11 };
const LATE = { from: 94, to: 104 };

/** What a turn takes early and late in a run, of runs that are alone. */
export async function growthOf(ground: Ground, servers: Servers, say: (line: string) => void): Promise<Growth> {
  const peer = peers.find(({ name }) => name === 'seaworthy')!;
  return underWay(peer, ground, servers, async (app, engine) => {
    const one = (): Promise<{ ids: string[] }> => app.ask('runs', { turns: TURNS, bytes: BYTES, count: 1, atOnce: 1 });
    for (let run = 0; run < 3; run++) await one(); // warms up
    const taken: { early: PerTurn; late: PerTurn }[] = [];
    for (let run = 0; run < RUNS; run++) {
      const pids = [app.pid, servers.postgres, ...engine.pids];
      await servers.model.ask('watch', { pids, turns: [EARLY.from, EARLY.to, LATE.from, LATE.to] });
      await one();
      const marks = await servers.model.ask<Mark[]>('marks');
      const bytes = await bytesOfLast(engine.env['DATABASE_URL']!);
      taken.push({
        early: { ...between(marks, EARLY), bytes: bytes(EARLY) },
        late: { ...between(marks, LATE), bytes: bytes(LATE) },
      });
    }
    const of = (when: 'early' | 'late'): PerTurn => {
      const field = (name: keyof PerTurn): number => median(taken.map((each) => each[when][name]));
      return { ms: field('ms'), cpu: field('cpu'), bytes: field('bytes') };
    };
    const growth = {
      setting: `Growth: a run of ${TURNS} turns of ${BYTES} bytes, alone`,
      early: of('early'),
      late: of('late'),
    };
    say(`growth: ${JSON.stringify(growth)}`);
    return growth;
  });
}

function between(marks: readonly Mark[], { from, to }: { from: number; to: number }): Omit<PerTurn, 'bytes'> {
  const at = (turn: number): Mark => marks.find((mark) => mark.turn === turn)!;
  return { ms: (at(to).came - at(from).went) / (to - from), cpu: (at(to).cpu - at(from).cpu) / (to - from) };
}

/** Of the entries themselves, without indices: what the run that began last has written in some of its turns. */
async function bytesOfLast(url: string): Promise<(turns: { from: number; to: number }) => number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ turn: number; bytes: string }>(
      `with last as (select id from runs order by started_at desc limit 1),
         of as (select e.*, sum((e.kind = 'thought')::int) over (order by e.seq) as turn from entries e, last where e.run = last.id)
       select turn::int, sum(pg_column_size(of.*)) as bytes from of group by turn`,
    );
    return ({ from, to }) =>
      rows.filter(({ turn }) => turn > from && turn <= to).reduce((sum, { bytes }) => sum + Number(bytes), 0) /
      (to - from);
  } finally {
    await client.end();
  }
}
