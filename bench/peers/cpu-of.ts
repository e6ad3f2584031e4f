import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of processes and of all that they have started, in milliseconds; also of what has ended since. Linux. */
export function cpuOf(pids: readonly number[]): number {
  return familyOf(pids).reduce((sum, pid) => sum + cpuOfOne(pid), 0);
}

const TICK_MS = 10;

/** Of the threads that run, by the nanosecond; of processes that have ended, by the tick. */
function cpuOfOne(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    const fields = statOf(pid);
    const ended = (Number(fields[13]) + Number(fields[14])) * TICK_MS;
    return threads.reduce((sum, ns) => sum + ns, 0) / 1e6 + ended;
  } catch {
    return 0; // it has just ended
  }
}

function familyOf(pids: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(family)];
  return [...new Set(pids.flatMap(family))];
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return undefined;
  }
}

/** From the third field on: the second, the name, may hold anything. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
