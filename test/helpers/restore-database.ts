import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A copy of a database that others are using, as a backup holds it. Returns its name; whoever is connected is cut off for a moment. */
export async function backUp(url: string): Promise<string> {
  const name = nameIn(url);
  const copy = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(url, async (run) => {
    await close(run, name);
    await run(`create database ${copy} template ${name}`);
    await run(`alter database ${name} allow_connections true`);
  });
  return copy;
}

/** Puts a copy in the place of a database that others are using. Returns the name of what was there. */
export async function restore(url: string, copy: string): Promise<string> {
  const name = nameIn(url);
  const before = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(url, async (run) => {
    await close(run, name);
    await run(`alter database ${name} rename to ${before}`);
    await run(`alter database ${copy} rename to ${name}`);
    await run(`alter database ${before} allow_connections true`);
  });
  return before;
}

export function urlOf(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: name }).href;
}

async function close(run: (statement: string) => Promise<unknown>, name: string): Promise<void> {
  await run(`alter database ${name} allow_connections false`);
  await run(`select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '${name}'`);
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function asAdministrator(
  url: string,
  work: (run: (statement: string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const client = new Client({ connectionString: urlOf(url, 'postgres') });
  await client.connect();
  try {
    await work((statement) => client.query(statement));
  } finally {
    await client.end();
  }
}
