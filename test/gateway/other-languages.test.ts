// Needs a Temporal dev server and PostgreSQL (stack); the worker is real, ERP, mailbox and model are stand-ins over real sockets.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { readSamples, reviewerFor, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';

const run = promisify(execFile);
const root = join(__dirname, '../..');

let stack: InvoiceStack;
let gateway: RunningGateway;
let folder: string;

beforeAll(async () => {
  stack = await startInvoiceStack(readSamples().filter(({ file }) => /^(01|03)-/.test(file)));
  await stack.startWorker();
  const keys = await openFileKeyRing(stack.env['SEAWORTHY_KEYS']!);
  gateway = await startGateway({ ledger: stack.ledger, temporal: stack.client, keys });
  folder = await mkdtemp(join(process.env['SEAWORTHY_TEST_FOLDER']!, 'languages-'));
}, 900_000);
afterAll(async () => {
  await gateway.close();
  await stack.close();
});

/** Without the tool there is nothing to prove here; said aloud, since it should be there. */
function withTool(tool: string): typeof it {
  if (spawnSync(tool, ['--version']).status === 0) return it;
  console.error(`${tool} is not installed: what needs it is skipped.`);
  return it.skip;
}

const codeIn = async (file: string): Promise<string | undefined> =>
  /<cac:Response>\s*<cbc:ResponseCode[^>]*>(\w+)</.exec(await readFile(join(folder, file), 'utf8'))?.[1];

withTool('python3')('a Python script with only the description starts a run, waits, and has the response', async () => {
  const review = stack.review(reviewerFor(() => false));
  const invoice = join(root, 'samples/03-quantity-gluehwurm-leuchten.xml');
  const script = join(__dirname, 'start_and_wait.py');
  const { stdout } = await run('python3', [script, gateway.url, invoice, join(folder, 'response.xml')]);
  await review.stop();
  const { end } = JSON.parse(stdout) as { end: string };
  expect(['posted', 'short-paid']).toContain(end);
  expect(await codeIn('response.xml')).toBe(end === 'posted' ? 'AP' : 'CA');
});

withTool('curl')('the lines of curl in the README work as they stand', async () => {
  const [, lines = ''] = /```sh\n(GATEWAY=.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
  await symlink(join(root, 'samples'), join(folder, 'samples'));
  const here = lines.replace('GATEWAY=http://127.0.0.1:7400', `GATEWAY=${gateway.url}`);
  expect(here).not.toBe(lines);
  const { stdout } = await run('bash', ['-euc', here], { cwd: folder });
  expect(stdout).toMatch(/^id: 1\nevent: entry\n/m);
  expect(stdout).toContain('event: end');
  expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({ end: 'posted' });
  expect(await codeIn('invoice-response.xml')).toBe('AP');
});
