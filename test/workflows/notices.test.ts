// Needs a Temporal dev server and PostgreSQL (stack) and the mailbox stand-in (starts it).
import type { ApprovalId } from '../../src/contracts/ids';
import { addressesOfRoles } from '../../src/integrations/mail/addresses-of-roles';
import { decidedSignal } from '../../src/contracts/messages';
import { noticeOf } from '../../src/activities/notice-of';
import { startMailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';
import type { MailboxStandIn, ReceivedMail } from '../../standins/mailbox/start-mailbox-stand-in';
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

let engine: Engine;
let mailbox: MailboxStandIn;

beforeAll(async () => {
  [engine, mailbox] = await Promise.all([startEngine([]), startMailboxStandIn()]);
  await engine.startWorker({
    env: {
      ...engine.env,
      MAIL_URL: mailbox.smtpUrl,
      MAIL_FROM: 'seaworthy@buyer.example',
      MAIL_ROLES:
        'lead=lead@buyer.example, second@buyer.example; chief=chief@buyer.example; keeper=keeper@buyer.example',
      SEAWORTHY_URL: 'https://desk.buyer.example/',
    },
  });
});
afterAll(async () => {
  await engine.close();
  await mailbox.close();
});

const mailsOf = (run: string): ReceivedMail[] => mailbox.messages().filter(({ text }) => text.includes(run));

it('each of a role is written what is asked, until when and where to look, and nothing that decides', async () => {
  const { run, handle, result } = await engine.start('shelfStore', { item: 'personal', amount: '500' });
  await eventually(() => mailsOf(run).length === 2);
  const mails = mailsOf(run);
  expect(mails.flatMap(({ to }) => to).sort()).toEqual(['lead@buyer.example', 'second@buyer.example']);
  for (const { subject, text, attachments, raw } of mails) {
    expect(subject).toBe('An approval is asked: Approve store');
    expect(text).toContain(`https://desk.buyer.example/desk/inbox/${run}.1.1`);
    expect(text).toMatch(/Until {5}\d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    expect(text).not.toMatch(/personal|500|token|decision=/);
    expect(attachments).toEqual([]);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/im);
  }
  const approval = `${run}.1.1` as ApprovalId;
  await engine.decide({ approval, decision: 'deny', by: { issuer: 'local', subject: 'lead' }, reason: '' });
  await handle.signal(decidedSignal, { approval });
  expect(await result()).toMatchObject({ end: 'refused' });
});

it('a mail whose answer was lost is sent again under the same Message-ID; one that is refused keeps nobody else from theirs', async () => {
  mailbox.nextFates(['lost-answer', '451']);
  const { run } = await engine.start('shelfStore', { amount: '500' });
  await eventually(() => mailsOf(run).length === 2 && mailsOf(run).some(({ deliveries }) => deliveries > 1));
  mailbox.nextFates(['550']);
  const refused = await engine.start('shelfStore', { amount: '501' });
  await eventually(() => mailsOf(refused.run).length === 1);
});

it('reminds, each time by a mail of its own, and writes to who is asked next', async () => {
  const reminded = await engine.start('shelfStore', { amount: '950' });
  await eventually(() => mailsOf(reminded.run).filter(({ subject }) => subject.startsWith('Reminder')).length >= 4);
  const hurried = await engine.start('shelfHurried');
  await eventually(() => mailsOf(hurried.run).some(({ to }) => to.includes('chief@buyer.example')));
  const escalated = mailsOf(hurried.run).find(({ to }) => to.includes('chief@buyer.example'))!;
  expect(escalated.subject).toBe('A task waits, and nobody answered in time: Quick');
});

it('a title cannot become a header or another line', () => {
  const notice = noticeOf(
    {
      id: 'a',
      run: 'r',
      tenant: 'default',
      workflow: 'w',
      agent: 'a',
      workflowId: 'w',
      name: 'w',
      step: 's',
      gate: 'task',
      role: 'lead',
      ladder: ['lead'],
      tool: '',
      digest: '',
      status: 'open',
      askedAt: new Date(0),
      dueAt: new Date(0),
      asked: { title: 'Hello\r\nBcc: all@victim.example\u2028x' },
      approvers: 2,
      approved: 0,
    },
    'asked',
  );
  expect(notice.subject).toBe('A task waits: Hello Bcc: all@victim.example x');
  expect(notice.text).toContain('seaworthy show r');
});

it.each(['lead', 'lead=', 'lead=not an address', 'lead=a@b.example,', '=a@b.example'])(
  'MAIL_ROLES=%s is refused',
  (text) => {
    expect(() => addressesOfRoles(text)).toThrow('MAIL_ROLES');
  },
);
