import { up } from './up';
import type { UpOptions } from './up';
import { withStart } from './with-start';

/** `up`, from its first line to the end of everything that it started. Sets the exit code. @throws SeaworthyError what a user can mend */
export async function runUp(options: UpOptions): Promise<void> {
  await withStart('Stopped. What waits goes on waiting: the next start finds it.', (start, progress) =>
    up(options, start, progress),
  );
}
