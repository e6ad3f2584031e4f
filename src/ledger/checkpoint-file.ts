import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { SeaworthyError } from '../contracts/errors';
import type { CheckpointStore } from './checkpoint-store';

const NEWLINE = 0x0a;

/** Checkpoints in a file, a line each. Made when the first is written. */
export function checkpointFile(file: string): CheckpointStore {
  return {
    async append(line) {
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(file, 'a+');
      try {
        const { size } = await handle.stat();
        // A line that a crash tore is left as it is: what may only be added to is not mended.
        const torn = size > 0 && (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== NEWLINE;
        await handle.appendFile(`${torn ? '\n' : ''}${line}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
    async *read(from) {
      const size = await sizeOf(file);
      if (size < from)
        throw new SeaworthyError('Checkpoint.Broken', `${file} is shorter than it was: it has been cut.`);
      if (size === from) return;
      let rest: Buffer = Buffer.alloc(0);
      let end = from;
      for await (const chunk of createReadStream(file, { start: from, end: size - 1 })) {
        rest = Buffer.concat([rest, chunk as Buffer]);
        for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
          end += at + 1;
          yield { line: rest.toString('utf8', 0, at), end };
          rest = rest.subarray(at + 1);
        }
      }
      if (rest.length > 0) yield { line: rest.toString(), end: end + rest.length };
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
