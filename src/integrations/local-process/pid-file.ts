import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { SystemError } from '../system-error';
import { processStart } from './process-start';

interface Party {
  pid: number;
  start: string | undefined;
}

interface PidFile {
  name: string;
  server: Party;
  owner: Party;
  stop: readonly [NodeJS.Signals, NodeJS.Signals];
}

/** Notes who runs and for whom, so that the next start can tell a server that lost its owner from one in use. */
export async function writePidFile(
  path: string,
  { name, pid, stop }: { name: string; pid: number; stop: PidFile['stop'] },
): Promise<void> {
  const [server, owner] = await Promise.all([party(pid), party(process.pid)]);
  await writeFile(path, JSON.stringify({ name, server, owner, stop } satisfies PidFile));
}

interface EndOptions {
  onProgress?: ((line: string) => void) | undefined;
  /** Also a server whose owner is alive. */
  evenInUse?: boolean;
}

/**
 * Ends the server that a killed process left running behind this file, and removes the file.
 * @throws SystemError `rejected` if the server's owner is alive: then it is in use.
 */
export async function endLeftover(path: string, { onProgress, evenInUse = false }: EndOptions = {}): Promise<void> {
  const left = await readPidFile(path);
  if (left && (await isAlive(left.server))) {
    const { name, server, owner, stop } = left;
    if (!evenInUse && (await isAlive(owner))) {
      throw new SystemError(
        `${name} is in use already (process ${server.pid}, started by process ${owner.pid}; noted in ${path}): end that one first.`,
        { class: 'rejected', system: name },
      );
    }
    onProgress?.(`Ending ${name} that a killed process left running (process ${server.pid}).`);
    for (const signal of [...stop, 'SIGKILL'] as const) {
      if (await endedBy(signal, server)) break;
    }
  }
  await rm(path, { force: true });
}

async function endedBy(signal: NodeJS.Signals, server: Party): Promise<boolean> {
  if (await isAlive(server)) process.kill(server.pid, signal);
  for (const end = Date.now() + 5_000; Date.now() < end; await wait(50)) {
    if (!(await isAlive(server))) return true;
  }
  return false;
}

async function party(pid: number): Promise<Party> {
  return { pid, start: await processStart(pid) };
}

async function isAlive({ pid, start }: Party): Promise<boolean> {
  return start !== undefined && (await processStart(pid)) === start;
}

async function readPidFile(path: string): Promise<PidFile | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PidFile;
  } catch {
    return undefined; // absent, or cut off by a crash
  }
}
