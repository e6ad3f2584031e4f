// Needs nothing: starts the mailbox stand-in on free ports.
import { once } from 'node:events';
import { connect } from 'node:net';
import { startMailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';

test('the mailbox says that it is a stand-in, by SMTP and by HTTP, and lists what it has over HTTP', async () => {
  const mailbox = await startMailboxStandIn();
  try {
    const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1').setEncoding('utf8');
    const [greeting] = (await once(socket, 'data')) as [string];
    expect(greeting).toMatch(/^220 .*stand-in/);
    socket.destroy();
    const root = await fetch(mailbox.url);
    expect([root.headers.get('x-stand-in'), await root.text()]).toEqual([
      'mailbox',
      expect.stringContaining('stand-in'),
    ]);
    expect(await (await fetch(`${mailbox.url}/messages`)).json()).toEqual([]);
    const put = (body: unknown): Promise<Response> =>
      fetch(`${mailbox.url}/_standin/fates`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect(await (await put(['451'])).json()).toEqual(['451']);
    expect((await put(['no-such-fate'])).status).toBe(400);
  } finally {
    await mailbox.close();
  }
});
