import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { searchAttributes } from '../../src/contracts/search-attributes';
import { startTemporalServer } from '../../src/integrations/temporal-server/start-temporal-server';
import type { TemporalServer } from '../../src/integrations/temporal-server/start-temporal-server';

/** An empty database of its own on the PostgreSQL that the whole test run shares. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = fromSetup('SEAWORTHY_TEST_DATABASE_URL');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  // FORCE: a pool that the test forgot must not keep it.
  return { url: url.href, drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A Temporal dev server of its own, in memory, with our search attributes. Close it in `afterAll`. */
export async function temporalDevServer(
  options: Partial<Parameters<typeof startTemporalServer>[0]> = {},
): Promise<TemporalServer> {
  return startTemporalServer({
    cli: fromSetup('SEAWORTHY_TEST_TEMPORAL_CLI'),
    headless: true,
    searchAttributes,
    pidFile: join(fromSetup('SEAWORTHY_TEST_FOLDER'), `temporal-${randomUUID()}.pid`),
    ...options,
  });
}

function fromSetup(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: test/setup/global-setup.ts sets it before the tests.`);
  return value;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
