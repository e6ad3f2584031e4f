import { mkdir } from 'node:fs/promises';
import { startReviewerStandIn } from '../../../standins/reviewer/start-reviewer-stand-in';
import { SeaworthyError } from '../../contracts/errors';
import { print, printJson } from '../print';
import { outcomeText } from './outcome-text';
import { inCheckout } from './in-checkout';
import type { Progress } from './progress';
import { putThrough } from './put-through';
import { readInvoices } from './read-invoices';
import type { Start } from './start';
import { startStack } from './start-stack';
import { stayUp } from './stay-up';
import { tenantFor } from './tenant-for';

export interface UpOptions {
  input?: string[];
  once?: boolean;
  rehearse?: boolean;
  json?: boolean;
  port?: number;
  uiPort?: number;
}

/** Starts everything, puts the invoices through, tells what became of them, and stays unless it is for once. Returns the exit code. */
export async function up(options: UpOptions, start: Start, progress: Progress): Promise<0 | 1> {
  const { input = [inCheckout('samples')], once = false, rehearse = false, json = false } = options;
  const { signal, state, closing, note } = start;
  const invoices = await readInvoices(input, calledFrom());
  await makeFolder(state);
  progress.now('Starting database, Temporal and stand-ins');
  const stack = await startStack(start, { invoices, port: options.port, uiPort: options.uiPort });
  for (const [name, what] of stack.parts) note(`${name.padEnd(9)} ${what}`);

  const tenant = await tenantFor(stack.ledger, stack.systems.erp);
  const company = tenant === 'default' ? '' : ' (new with each start, as the books of the stand-in are)';
  note(`invoices  ${invoices.length} from ${input.map(shortened).join(', ')}, for the company ${tenant}${company}`);
  note(
    `people    two local ones, reviewer and controller${rehearse ? ': a STAND-IN decides by rules in their place' : ''}`,
  );
  const reviewer = rehearse ? startReviewerStandIn({ url: stack.gatewayUrl }) : undefined;
  if (reviewer) closing.add('the reviewer stand-in', () => reviewer.close());

  const workerFails = stack.workerStopped.then(() => new Promise<never>(() => undefined));
  const rows = await Promise.race([putThrough({ stack, invoices, tenant, reviewer, progress, signal }), workerFails]);
  progress.rest();
  if (json) printJson(rows);
  else print(await outcomeText(rows, { ...stack, stays: !once }));
  if (!once) await Promise.race([stayUp({ stack, rows, progress, signal }), workerFails]);
  return rows.every(({ status }) => status !== 'running') ? 0 : 1;
}

function shortened(path: string): string {
  return path === inCheckout('samples') ? 'samples' : path;
}

/** npm goes to the checkout, wherever it was called. */
function calledFrom(): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  return script === 'start' && folder ? folder : process.cwd();
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new SeaworthyError('Setup.Failed', `The folder ${path} cannot be made (${error.code}).`);
  });
}
