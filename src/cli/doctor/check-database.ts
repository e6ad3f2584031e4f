import type { Ledger } from '../../ledger/ledger';
import { isMigrated } from '../../ledger/migrate';
import { look, wrong } from './finding';
import type { Finding } from './finding';

const ROLES = ['seaworthy_worker', 'seaworthy_gateway', 'seaworthy_auditor'];
/** Leases and time-outs are by the database's clock, schedules and signatures by the machine's. */
const MOST_APART_MS = 2_000;

export async function checkDatabase(ledger: Ledger): Promise<Finding[]> {
  const reached = await look('database', 'Check DATABASE_URL and the server.', async () => {
    const { rows } = await ledger.pool.query<{ login: string; version: string }>(
      `select current_user as login, current_setting('server_version') as version`,
    );
    return `PostgreSQL ${rows[0]!.version}, as ${rows[0]!.login}`;
  });
  if (!reached.ok) return [reached];
  return [
    reached,
    await look('schema', "Run `seaworthy migrate` with the owner's DATABASE_URL.", async () => {
      if (!(await isMigrated(ledger))) throw wrong("It is older than this version's.");
      return "this version's";
    }),
    await look('roles', 'Ask an administrator to create them, then run `seaworthy migrate`.', async () => {
      const { rows } = await ledger.pool.query<{ rolname: string }>(
        'select rolname from pg_roles where rolname = any ($1)',
        [ROLES],
      );
      const missing = ROLES.filter((role) => !rows.some(({ rolname }) => rolname === role));
      if (missing.length > 0) throw wrong(`There is no role ${missing.join(', ')}.`);
      return ROLES.join(', ');
    }),
    await look('clocks', 'Let both be set by NTP.', async () => {
      const sent = Date.now();
      const { rows } = await ledger.pool.query<{ at: Date }>('select clock_timestamp() as at');
      const came = Date.now();
      const apart = Math.max(0, Math.abs(rows[0]!.at.getTime() - (sent + came) / 2) - (came - sent) / 2);
      if (apart > MOST_APART_MS)
        throw wrong(`This machine and the database are ${(apart / 1_000).toFixed(1)} s apart.`);
      return `machine and database agree within ${Math.ceil(apart + (came - sent) / 2)} ms`;
    }),
  ];
}
