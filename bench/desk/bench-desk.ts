import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startGateway } from '../../src/gateway/start-gateway';
import { cachedDataKeys } from '../../src/integrations/keys/cached-data-keys';
import { dataKeyFolder } from '../../src/integrations/keys/data-key-folder';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { startEmbeddedPostgres } from '../../src/integrations/postgres/start-embedded-postgres';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import type { BenchReport } from '../bench';
import { measure, percentile } from '../measure';
import { seedRuns } from './seed-runs';

const FINISHED = 100_000;
const WAITING = 5_000;
const ROUNDS = 60;
const GOAL_MS = 200;
/** As many as the desk asks for at once. */
const PAGE = 25;

/** How long the lists of the desk take with many runs and questions: over HTTP, as a reviewer, PostgreSQL and encryption as in use. */
export async function benchDesk(say: (line: string) => void): Promise<BenchReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'seaworthy-bench-'));
  const database = await startEmbeddedPostgres({ dir: path.join(folder, 'postgres'), onProgress: say });
  try {
    const masterKeys = await openFileKeyManagement(path.join(folder, 'master-keys.json'));
    const openKeys = () => cachedDataKeys(dataKeyFolder(path.join(folder, 'data-keys'), masterKeys));
    const seeding = openLedger(database.url, openKeys());
    await migrate(seeding);
    await seedRuns(seeding, { finished: FINISHED, waiting: WAITING }, say);
    await seeding.close();

    const ledger = openLedger(database.url, openKeys()); // one that has seen none of the keys
    const gateway = await startGateway({
      ledger,
      temporal: new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) }), // lists do not ask Temporal
      keys: await openFileKeyRing(path.join(folder, 'keys.json')),
    });
    try {
      const rows = await measured(gateway.url, say);
      const [{ model } = { model: 'unknown' }] = cpus();
      const machine = { cpu: model, cores: cpus().length, node: process.versions.node };
      const setting = `${FINISHED} finished runs and ${WAITING} questions that wait, in PostgreSQL, encrypted; pages of ${PAGE}.`;
      return { bench: 'desk', setting, machine, rows };
    } finally {
      await gateway.close();
      await ledger.close();
    }
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(gateway: string, say: (line: string) => void): Promise<BenchReport['rows']> {
  const get = async (route: string): Promise<{ next?: string | null }> => {
    const answer = await fetch(gateway + route, { headers: { 'seaworthy-as': 'controller' } });
    if (!answer.ok) throw new Error(`${route} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { next?: string | null };
  };
  /** Page after page, so that no page is asked for twice before all were. */
  const turning = (route: string) => {
    let cursor: string | null | undefined;
    return async (): Promise<void> => {
      const { next } = await get(`${route}&limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      cursor = next;
    };
  };
  const routes: [string, () => Promise<unknown>][] = [
    ['GET /v1/me, the bare route', () => get('/v1/me')],
    ['the inbox, its first page', () => get(`/v1/approvals?status=open&limit=${PAGE}`)],
    ['the inbox, page after page', turning('/v1/approvals?status=open')],
    ['runs, the first page', () => get(`/v1/runs?limit=${PAGE}`)],
    ['runs, page after page', turning('/v1/runs?')],
    ['runs that wait, page after page', turning('/v1/runs?status=waiting')],
  ];
  say(`Asking for each list ${ROUNDS} times …`);
  const times = await measure(
    routes.map(([, work]) => work),
    { rounds: ROUNDS, warmUp: 3 },
  );
  const bare = percentile(times[0]!, 50);
  return routes.map(([what], i) => {
    const [p50, p95] = [percentile(times[i]!, 50), percentile(times[i]!, 95)];
    const row = { what, p50, p95, count: ROUNDS, ratio: p50 / bare };
    return i === 0 ? row : { ...row, goal: GOAL_MS, holds: p95 <= GOAL_MS };
  });
}
