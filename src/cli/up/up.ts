import { mkdir } from 'node:fs/promises';
import { startReviewerStandIn } from '../../../standins/reviewer/start-reviewer-stand-in';
import { agents } from '../../agents';
import { SeaworthyError } from '../../contracts/errors';
import { agentNamed } from '../../gateway/workflow-names';
import { print, printJson } from '../print';
import { outcomeText } from './outcome-text';
import { inCheckout } from '../../in-checkout';
import type { Progress } from './progress';
import { putThrough } from './put-through';
import { readGiven } from './read-given';
import type { Start } from './start';
import { startStack } from './start-stack';
import { stayUp } from './stay-up';
import { tenantFor } from './tenant-for';

export interface UpOptions {
  workflow?: string;
  input?: string[];
  once?: boolean;
  rehearse?: boolean;
  json?: boolean;
  port?: number;
  uiPort?: number;
}

/** The workflow that `up` shows when none is named. */
const INVOICES = 'invoice-exceptions';

/** Starts everything, puts what is given through the workflow, tells what became of them, and stays unless it is for once. Returns the exit code. */
export async function up(options: UpOptions, start: Start, progress: Progress): Promise<0 | 1> {
  const { workflow = INVOICES, once = false, rehearse = false, json = false } = options;
  agentNamed(agents, workflow);
  const ofInvoices = workflow === INVOICES;
  const samples = ofInvoices ? 'samples' : `samples/${workflow}`;
  const input = options.input ?? [inCheckout(samples)];
  const { signal, state, closing, note } = start;
  const given = await readGiven(input, calledFrom(), ofInvoices ? 'xml' : 'json');
  await makeFolder(state);
  progress.now('Starting database, Temporal and stand-ins');
  const stack = await startStack(start, { given, port: options.port, uiPort: options.uiPort });
  for (const [name, what] of stack.parts) note(`${name.padEnd(9)} ${what}`);
  note(`desk      ${stack.gatewayUrl}`);

  const tenant = await tenantFor(stack.ledger, stack.systems.erp);
  const company = tenant === 'default' ? '' : ' (new with each start, as the books of the stand-in are)';
  const what = ofInvoices ? 'invoices' : 'inputs';
  const from = input.map((path) => (path === inCheckout(samples) ? samples : path)).join(', ');
  note(`${what.padEnd(9)} ${given.length} from ${from}, for the company ${tenant}${company}`);
  if (rehearse) note('reviewer  STAND-IN: it decides by rules in the place of people');
  const reviewer = rehearse ? startReviewerStandIn({ url: stack.gatewayUrl }) : undefined;
  if (reviewer) closing.add('the reviewer stand-in', () => reviewer.close());

  const workerFails = stack.workerStopped.then(() => new Promise<never>(() => undefined));
  const rows = await Promise.race([
    putThrough({ stack, workflow, given, tenant, reviewer, progress, signal }),
    workerFails,
  ]);
  progress.rest();
  if (json) printJson(rows);
  else print(await outcomeText(rows, { ...stack, stays: !once }));
  if (!once) await Promise.race([stayUp({ stack, rows, progress, signal }), workerFails]);
  return rows.every(({ status }) => status !== 'running') ? 0 : 1;
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
