import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * After a crash PostgreSQL takes any process of ours that now has its old id for itself, and does not start. Its lock goes only if that
 * process is certainly no PostgreSQL: two servers on one folder destroy it.
 */
export async function removeStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const program = await programOf(pid);
  if (program !== undefined && !program.includes('postgres')) await rm(lock);
}

async function programOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  const ps = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => undefined);
  return ps?.stdout;
}
