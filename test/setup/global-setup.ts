import { chmod, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/integrations/postgres/start-embedded-postgres';
import { processStart } from '../../src/integrations/local-process/process-start';
import { obtainTemporalCli } from '../../src/integrations/temporal-server/obtain-temporal-cli';
import { removeTestFolder } from './remove-test-folder';

const prefix = 'seaworthy-test-';

/** One PostgreSQL for the whole run, and the Temporal CLI for dev servers of single files; test/helpers/stack.ts hands them out. */
export default async (): Promise<void> => {
  const onProgress = (line: string): void => console.error(line);
  await removeWhatKilledRunsLeft();
  await mkdir('.seaworthy', { recursive: true }); // for jest's own results
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user
  const { path } = await obtainTemporalCli({ onProgress });
  const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), durable: false, onProgress });
  process.env['SEAWORTHY_TEST_FOLDER'] = folder;
  process.env['SEAWORTHY_TEST_TEMPORAL_CLI'] = path;
  process.env['SEAWORTHY_TEST_DATABASE_URL'] = postgres.url;
};

async function removeWhatKilledRunsLeft(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const pid = entry.startsWith(prefix) && Number(entry.slice(prefix.length).split('-')[0]);
    if (pid && !(await processStart(pid))) await removeTestFolder(join(tmpdir(), entry));
  }
}
