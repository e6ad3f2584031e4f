// Needs a Temporal dev server and PostgreSQL (stack), the mailbox stand-in for answers, and Debian's dovecot (starts one of its own).
import { mkdir, mkdtemp, readdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startMailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';
import type { MailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';
import { startWorker } from '../../worker';
import type { RunningWorker } from '../../worker';
import { openOffice } from '../gateway/office';
import type { Office } from '../gateway/office';
import { eventually } from '../helpers/eventually';
import { kill, startWorkerProcess } from '../helpers/worker-process';
import { haveDovecot, startDovecot } from './dovecot';
import type { Dovecot } from './dovecot';
import { mail } from './mails';
import type { Part } from './mails';

const ready = haveDovecot();
if (!ready)
  console.error('dovecot is not installed (apt-get install dovecot-imapd): the tests of the mailbox are skipped.');
const withDovecot = ready ? it : it.skip;

let office: Office;
let answers: MailboxStandIn;
let dovecot: Dovecot | undefined;
let worker: RunningWorker | undefined;
let folder: string;
let env: NodeJS.ProcessEnv;
let count = 0;

/** Each another document, of the same supplier. */
const invoice = (name = 'rechnung.xml'): Part => ({
  name,
  type: 'application/xml',
  content: `<Invoice><ID>${++count}</ID></Invoice>`,
});
const pdf: Part = { name: 'rechnung.pdf', type: 'application/pdf', content: '%PDF-1.7 …' };

beforeAll(async () => {
  office = await openOffice();
  answers = await startMailboxStandIn();
  if (ready) dovecot = await startDovecot();
  folder = await mkdtemp(join(process.env['SEAWORTHY_TEST_FOLDER']!, 'drop-'));
  env = {
    ...office.env,
    ...(dovecot ? { INTAKE_MAILBOX: dovecot.url } : {}),
    INTAKE_FOLDER: folder,
    INTAKE_EVERY: '1',
    INTAKE_SETTLE: '2',
    MAIL_URL: answers.smtpUrl,
    MAIL_FROM: 'invoices@buyer.example',
    ERP_URL: 'http://127.0.0.1:1', // runs are started here, and do not end
    ERP_CLIENT_ID: 'none',
    ERP_CLIENT_SECRET: 'none',
  };
});
afterAll(async () => {
  await worker?.stop();
  await office.close();
  await answers.close();
  await dovecot?.close();
});

const runsOf = async ({ content }: Part): Promise<string[]> => {
  const { id } = await office.client.upload({ document: Buffer.from(content) });
  const { rows } = await office.ledger.pool.query<{ run: string }>(
    'select distinct run from intake where document = $1',
    [id],
  );
  return rows.map(({ run }) => run);
};
const started = async (): Promise<number> => (await office.client.runs({ limit: 100 })).runs.length;
const done = (): Promise<number> => dovecot!.count('Done');
const aside = (): Promise<number> => dovecot!.count('Aside');
const empty = async (): Promise<boolean> => (await dovecot!.count('INBOX')) === 0;

withDovecot(
  'a worker that dies between taking a mail and moving it: one run, and the mail is moved',
  async () => {
    const one = invoice();
    await dovecot!.deliver(mail([one]));
    const entry = join(__dirname, '../helpers/run-invoice-worker.ts');
    const dying = await startWorkerProcess({ ...env, SEAWORTHY_FAULT: 'intake-taken:1' }, entry);
    await eventually(() => dying.signalCode === 'SIGKILL', 120);
    expect(await dovecot!.count('INBOX')).toBe(1);
    const [run] = await runsOf(one);
    expect(run).toBeTruthy();
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
    });
    worker = await startWorker({ env });
    await eventually(async () => (await done()) === 1, 120);
    expect(await runsOf(one)).toEqual([run]);
    expect(await started()).toBe(1);
    await kill(dying);
  },
  300_000,
);

describe('while a worker looks', () => {
  beforeAll(async () => {
    worker ??= await startWorker({ env });
  });

  withDovecot(
    'a document is one run, however often it is delivered: the same mail twice, and in another mail',
    async () => {
      const [one, before] = [invoice(), await started()];
      const same = mail([one]);
      await dovecot!.deliver(same);
      await dovecot!.deliver(same);
      await dovecot!.deliver(mail([{ ...one, name: 'anders.xml' }], { from: 'other@supplier.example' }));
      await eventually(empty, 120);
      expect(await runsOf(one)).toHaveLength(1);
      expect(await started()).toBe(before + 1);
    },
    300_000,
  );

  withDovecot(
    'a mail with two invoices is two runs; what lies beside them is put aside with a reason',
    async () => {
      const [one, two] = [invoice('eins.xml'), invoice('zwei.xml')];
      await dovecot!.deliver(mail([one, pdf, two]));
      await eventually(empty, 120);
      expect([...(await runsOf(one)), ...(await runsOf(two))]).toHaveLength(2);
      const [left] = await office.client.intake({ outcome: 'aside' });
      expect(left).toMatchObject({ source: 'mailbox', part: 2, reason: 'it is a PDF, not XML', run: null });
    },
    300_000,
  );

  withDovecot(
    'what holds no invoice is answered once and put aside: too large, an archive, nothing, not even a mail',
    async () => {
      const [before, runs] = [await aside(), await started()];
      const zip: Part = { name: 'a.zip', type: 'application/zip', content: 'PK\x03\x04 …' };
      const large: Part = { name: 'a.xml', type: 'application/xml', content: Buffer.alloc(12 * 1024 * 1024, '<') };
      await dovecot!.deliver(mail([zip, pdf], { from: 'zip@supplier.example' }));
      await dovecot!.deliver(mail([large], { from: 'large@supplier.example' }));
      await dovecot!.deliver(mail([], { from: 'nothing@supplier.example' }));
      await dovecot!.deliver(mail([pdf], { from: 'nothing@supplier.example' })); // told already
      await dovecot!.deliver('Content-Type: multipart/mixed; boundary="never\n\n--never\n\0\xff broken');
      await eventually(async () => (await aside()) === before + 5, 200);
      expect(await started()).toBe(runs);
      const sent = answers.messages().filter(({ subject }) => subject.startsWith('Your message could not'));
      expect(sent.flatMap(({ to }) => to).sort()).toEqual([
        'large@supplier.example',
        'nothing@supplier.example',
        'zip@supplier.example',
      ]);
      expect(sent.every(({ deliveries, raw }) => deliveries === 1 && /^Auto-Submitted: auto-replied/im.test(raw))).toBe(
        true,
      );
      expect(sent.find(({ to }) => to[0]?.startsWith('large'))!.text).toContain('larger than 10 MB');
    },
    300_000,
  );

  withDovecot(
    'machines and lists are never answered',
    async () => {
      const [before, told] = [await aside(), answers.messages().length];
      const machines: [Record<string, string>, string?][] = [
        [{ 'Auto-Submitted': 'auto-replied' }],
        [{ Precedence: 'bulk' }],
        [{ 'List-Id': '<all.supplier.example>' }],
        [{ 'Return-Path': '<>' }],
        [{ 'X-Auto-Response-Suppress': 'All' }],
        [{}, 'MAILER-DAEMON@mx.example'],
        [{}, 'invoices@buyer.example'],
      ];
      for (const [n, [headers, from]] of machines.entries())
        await dovecot!.deliver(mail([], { headers, from: from ?? `machine${n}@supplier.example` }));
      await eventually(async () => (await aside()) === before + machines.length, 200);
      expect(answers.messages().length).toBe(told);
    },
    300_000,
  );

  it('the drop folder: complete files are taken and moved, once; others are put aside with a reason', async () => {
    const [one, partial] = [invoice(), invoice()];
    await mkdir(join(folder, 'below'), { recursive: true });
    await writeFile(join(folder, 'rechnung.xml.part'), partial.content);
    await writeFile(join(folder, '.hidden.xml'), partial.content);
    await symlink('/etc/hostname', join(folder, 'link.xml'));
    await writeFile(join(folder, 'bild.pdf'), pdf.content);
    await writeFile(join(folder, 'growing.xml'), '<Invoice>');
    const future = new Date(Date.now() + 3_600_000); // as if somebody still wrote to it
    await utimes(join(folder, 'growing.xml'), future, future);
    const elsewhere = join(folder, 'below', 'a.xml');
    await writeFile(elsewhere, one.content);
    await utimes(elsewhere, new Date(0), new Date(0));
    await rename(elsewhere, join(folder, 'a.xml')); // renamed in: complete at once
    await writeFile(join(folder, 'b.xml'), one.content);
    await eventually(async () => (await readdir(join(folder, 'done')).catch(() => [])).length === 2, 200);
    await eventually(async () => (await readdir(join(folder, 'aside')).catch(() => [])).length === 2, 200);
    expect((await readdir(folder)).sort()).toEqual(
      ['.hidden.xml', 'aside', 'below', 'done', 'growing.xml', 'link.xml', 'rechnung.xml.part'].sort(),
    );
    expect(await runsOf(one)).toHaveLength(1);
    const [name] = (await readdir(join(folder, 'aside'))).filter((each) => each.endsWith('.reason.txt'));
    expect(await readFile(join(folder, 'aside', name!), 'utf8')).toBe('it is a PDF, not XML\n');
  }, 900_000);

  it('no password is in a history', async () => {
    const password = new URL(env['INTAKE_MAILBOX'] ?? 'imap://u:none@h').password;
    for await (const { workflowId, runId } of office.temporal.workflow.list({ query: 'WorkflowType = "takeIn"' })) {
      const history = await office.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      expect(JSON.stringify(history)).not.toContain(decodeURIComponent(password));
    }
  }, 900_000);
});
