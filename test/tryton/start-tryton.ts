import { createHash, randomUUID } from 'node:crypto';
import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startLocalServer } from '../../src/integrations/local-process/local-server';
import { withLockFile } from '../../src/integrations/local-process/with-lock-file';
import { withPort } from '../../src/integrations/local-process/with-port';
import { eventually } from '../helpers/eventually';
import type { TrytonBooks } from './books';

const run = promisify(execFile);

/** Debian's, so that its own Python finds them. */
const PACKAGES = [
  ...['purchase', 'account-invoice', 'account-invoice-stock', 'bank'].map((module) => `tryton-modules-${module}`),
  ...['tryton-proteus', 'gunicorn'],
];
const MODULES = ['purchase', 'account_invoice', 'account_invoice_stock', 'bank'];
const PYTHON = '/usr/bin/python3';
const script = path.join(__dirname, 'build-books.py');

export const login = { database: 'erp', user: 'admin', password: 'admin' };

export interface Tryton {
  /** Of the server, without the database. */
  url: string;
  /** The file that holds its books. */
  database: string;
  close(): Promise<void>;
}

/** Whether there is a Tryton, Debian's own, fetched where that may be done. Says so where there is none. */
export function haveTryton(): boolean {
  const there = (): boolean =>
    spawnSync(PYTHON, ['-c', 'import proteus, gunicorn, trytond.modules.purchase, trytond.modules.bank']).status === 0;
  if (!there() && process.getuid?.() === 0)
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { stdio: 'ignore' });
  if (there()) return true;
  console.error(`Tryton is not installed (apt-get install ${PACKAGES.join(' ')}): its tests are skipped.`);
  return false;
}

/**
 * A real Tryton with these books, which no other test shares. SQLite behind one worker with one thread: with more, Tryton on SQLite gives numbers of
 * invoices twice.
 */
export async function startTryton(books: TrytonBooks): Promise<Tryton> {
  const built = await builtBooks(books);
  const folder = await mkdtemp(path.join(process.env['SEAWORTHY_TEST_FOLDER']!, 'tryton-'));
  const config = await configure(folder);
  await copyFile(built, path.join(folder, 'db', 'erp.sqlite'));
  return withPort(0, async (port) => {
    const server = await startLocalServer({
      name: 'Tryton',
      command: PYTHON,
      args: [
        ...['-W', 'ignore', '-m', 'gunicorn', '--workers', '1', '--threads', '1', '--bind', `127.0.0.1:${port}`],
        ...['--env', `TRYTOND_CONFIG=${config}`, '--env', `TRYTOND_DATABASE_NAMES=${login.database}`],
        'trytond.application:app',
      ],
      cwd: folder,
      ready: /Booting worker/,
      stop: ['SIGTERM', 'SIGKILL'],
      pidFile: path.join(folder, 'tryton.pid'),
      log: path.join(folder, 'tryton.log'),
    });
    const url = `http://127.0.0.1:${port}`;
    await eventually(() => answers(url), 120);
    return { url, database: path.join(folder, 'db', 'erp.sqlite'), close: () => server.close() };
  });
}

/** Its first answer comes late: it loads its modules for it. */
const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/${login.database}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, method: 'common.db.login', params: [login.user, { password: login.password }] }),
  }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Built once on a machine, for the script, the books and the year. */
async function builtBooks(books: TrytonBooks): Promise<string> {
  const wanted = JSON.stringify(books);
  const { stdout: version } = await run(PYTHON, ['-W', 'ignore', '-c', 'import trytond; print(trytond.__version__)']);
  const year = new Date().getFullYear();
  const sources = [await readFile(script), wanted, version, String(year)];
  const key = sources.reduce((hash, each) => hash.update(each), createHash('sha256')).digest('hex');
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'seaworthy', 'tryton');
  await mkdir(cache, { recursive: true });
  const file = path.join(cache, `${key.slice(0, 16)}.sqlite`);
  const exists = (): Promise<boolean> =>
    stat(file).then(
      () => true,
      () => false,
    );
  if (await exists()) return file;
  await withLockFile(
    `${file}.lock`,
    () => console.error('Another process builds the books of Tryton.'),
    async () => {
      if (!(await exists())) await build(wanted, file);
    },
  );
  return file;
}

async function build(books: string, file: string): Promise<void> {
  const folder = `${file}.${randomUUID()}`;
  try {
    const config = await configure(folder);
    const database = path.join(folder, 'db', 'erp.sqlite');
    await writeFile(database, '');
    await writeFile(path.join(folder, 'password'), login.password);
    await writeFile(path.join(folder, 'books.json'), books);
    const admin = ['-c', config, '-d', login.database, '--all', '--email', 'admin@example.com'];
    await run('/usr/bin/trytond-admin', [...admin, '-u', ...MODULES, '--activate-dependencies'], {
      env: { ...process.env, TRYTONPASSFILE: path.join(folder, 'password') },
    });
    await run(PYTHON, ['-W', 'ignore', script, config, path.join(folder, 'books.json')]);
    await rename(database, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function configure(folder: string): Promise<string> {
  await mkdir(path.join(folder, 'db'), { recursive: true });
  const config = path.join(folder, 'tryton.conf');
  await writeFile(config, `[database]\nuri = sqlite://\npath = ${folder}/db\n`);
  return config;
}
