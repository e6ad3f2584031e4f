import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import type { IntakeActivities } from '../../contracts/activities';
import { classified } from '../classified';
import type { IntakeDeps } from './intake-deps';
import { takeFile } from './take-file';
import { takeMail } from './take-mail';

/** In one look; the next comes soon. */
const AT_ONCE = 20;
const UNFINISHED = /^\.|\.(part|tmp|crdownload|filepart)$/i;

/** Looks into the sources that this worker knows, and takes what is there, one by one. A source that it does not know is empty. */
export function createIntakeActivities(deps: IntakeDeps): IntakeActivities {
  const { mailbox, folder } = deps;
  return {
    lookForDocuments: beating(async ({ source }) => {
      if (source === 'folder') return folder ? complete(folder) : [];
      return mailbox
        ? mailbox.open(async (open) => (await open.list(AT_ONCE)).map((uid) => `${open.validity}:${uid}`))
        : [];
    }),
    takeDocuments: beating(async ({ source, item }) => {
      if (source === 'folder' && folder) await takeFile(deps, folder.path, item);
      if (source === 'mailbox' && mailbox)
        await mailbox.open(async (open) => {
          const [validity, uid] = item.split(':');
          if (validity === open.validity) await takeMail(deps, open, Number(uid)); // numbers of another validity name other messages
        });
    }),
  };
}

/** Files that nobody has touched for a while: what was renamed in is there at once. */
async function complete({ path: folder, settleMs }: NonNullable<IntakeDeps['folder']>): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name)).map(({ name }) => name);
  const settled: string[] = [];
  for (const name of names.sort()) {
    const file = await stat(path.join(folder, name)).catch(() => undefined);
    if (file && Date.now() - file.mtimeMs >= settleMs) settled.push(name);
    if (settled.length === AT_ONCE) break;
  }
  return settled;
}

/** Beats all the while: a worker that dies is noticed long before its time is up. */
function beating<I, O>(activity: (input: I) => Promise<O>): (input: I) => Promise<O> {
  return classified(async (input: I) => {
    const context = Context.current();
    const beats = setInterval(() => context.heartbeat(), 2_500);
    try {
      return await activity(input);
    } finally {
      clearInterval(beats);
    }
  });
}
