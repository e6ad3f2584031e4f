import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from '../client';
import { inCheckout } from '../src/in-checkout';
import { decisionFor } from '../standins/reviewer/rules';

/** Runs that stay with people, so that there is something to decide. */
const KEPT = /polarlicht|kesselflicker|moewenschrei|windschief|hellingbau/;
/** Settings that would put a real system, or somebody's own Temporal or database, in the place of a stand-in. */
const REAL = /^(ANTHROPIC|ERP|MAIL|INTAKE|SEAWORTHY|TEMPORAL|DATABASE)_/;

/** The desk that `npm start` opens, in a folder that goes afterwards; of its sample runs some have ended, some wait. */
export async function withDesk<T>(work: (url: string) => Promise<T>, say: (line: string) => void): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-screenshots-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !REAL.test(name)));
  const stack = spawn(process.execPath, [inCheckout('bin/seaworthy.mjs'), 'up', '--json'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(stack, 'exit');
  try {
    let url: string | undefined;
    for await (const line of createInterface(stack.stderr)) {
      say(line);
      url = /^desk +(http\S+)\/$/.exec(line)?.[1];
      if (url) break;
    }
    if (!url) throw new Error('The desk did not start.');
    stack.stderr.resume();
    await decideSome(url);
    return await work(url);
  } finally {
    stack.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** As the stand-in for a reviewer would, until only what is kept waits. */
async function decideSome(url: string): Promise<void> {
  const reviewer = createClient({ url, as: 'reviewer' });
  const controller = createClient({ url, as: 'controller' });
  for (;;) {
    const open = (await reviewer.approvals({ limit: 100 })).filter(({ name }) => !KEPT.test(name));
    for (const asked of open) {
      const decision = decisionFor(asked);
      if (decision) await (asked.yours ? reviewer : controller).decide(asked.id, decision, { wait: true });
    }
    const runs = (await reviewer.runs({ limit: 100 })).runs.filter(({ name }) => !KEPT.test(name));
    if (runs.every(({ status }) => status !== 'running' && status !== 'waiting')) return;
    if (open.length === 0) await Promise.all(runs.map(({ run }) => reviewer.run(run, { waitMs: 1_000 })));
  }
}
