import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Ground } from './engines';

const PEERS = ['@dbos-inc/dbos-sdk', '@langchain/langgraph', '@restatedev/restate-server', 'ai-sdk/@temporalio/ai-sdk'];

/** Of all that was measured, in a line. */
export async function versions({ peers, temporalCli, postgresUrl }: Ground): Promise<string> {
  const ofPeers = PEERS.map(async (name) => {
    const [folder, pack] = name.startsWith('ai-sdk/') ? [join(peers, 'ai-sdk'), name.slice(7)] : [peers, name];
    return `${pack} ${await versionIn(join(folder, 'node_modules', pack))}`;
  });
  const cli = promisify(execFile)(temporalCli, ['--version']).then(({ stdout }) => stdout.trim());
  const sdk = versionIn(join(process.cwd(), 'node_modules/@temporalio/worker')).then(
    (version) => `@temporalio ${version}`,
  );
  return (await Promise.all([postgresVersion(postgresUrl), cli, sdk, ...ofPeers])).join(', ');
}

async function versionIn(folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

async function postgresVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return `PostgreSQL ${rows[0]!.server_version}`;
  } finally {
    await client.end();
  }
}
