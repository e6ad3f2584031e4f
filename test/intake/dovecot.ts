import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import { eventually } from '../helpers/eventually';

const NOBODY = 65534;
const user = { name: 'invoices@buyer.example', password: 'pass:word' };

export interface Dovecot {
  /** As INTAKE_MAILBOX has it. */
  url: string;
  deliver(raw: string): Promise<void>;
  /** How many messages are in a folder. */
  count(folder: string): Promise<number>;
  close(): Promise<void>;
}

/** Whether there is a dovecot, Debian's own, fetched where that may be done. */
export function haveDovecot(): boolean {
  const there = (): boolean => spawnSync('dovecot', ['--version']).status === 0;
  if (!there() && process.getuid?.() === 0)
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'dovecot-imapd'], { stdio: 'ignore' });
  return there();
}

/** A real IMAP server of its own: its configuration, port and mail are in a temporary folder, and the system's service is left alone. */
export async function startDovecot(): Promise<Dovecot> {
  const folder = await mkdtemp(path.join(process.env['SEAWORTHY_TEST_FOLDER']!, 'dovecot-'));
  await chmod(folder, 0o711);
  const home = path.join(folder, 'home');
  await mkdir(home);
  const root = process.getuid?.() === 0;
  if (root) await chown(home, NOBODY, NOBODY);
  const { uid, gid, username } = userInfo();
  const group = root ? '' : execFileSync('id', ['-gn']).toString().trim();
  const port = await freePort();
  const file = path.join(folder, 'dovecot.conf');
  await writeFile(
    file,
    `base_dir = ${folder}/run
instance_name = ${path.basename(folder)}
log_path = ${folder}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
${root ? '' : `default_login_user = ${username}\ndefault_internal_user = ${username}\ndefault_internal_group = ${group}`}
mail_location = maildir:${home}/%u
namespace inbox {
  inbox = yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
passdb {
  driver = static
  args = password=${user.password}
}
userdb {
  driver = static
  args = uid=${root ? NOBODY : uid} gid=${root ? NOBODY : gid} home=${home}/%u
}
`,
  );
  const server = spawn('dovecot', ['-F', '-c', file], { stdio: 'ignore' });
  const url = `imap://${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@127.0.0.1:${port}/INBOX`;
  const session = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const auth = { user: user.name, pass: user.password };
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  await eventually(
    () =>
      session(() => Promise.resolve(true)).catch(() => {
        if (server.exitCode !== null) throw new Error(`dovecot ended (${server.exitCode}): see ${folder}/dovecot.log.`);
        return false;
      }),
    120,
  );
  return {
    url,
    deliver: (raw) => session(async (client) => void (await client.append('INBOX', raw.replace(/\r?\n/g, '\r\n')))),
    count: (name) =>
      session(async (client) => {
        const status = await client.status(name, { messages: true }).catch(() => undefined);
        return status ? (status.messages ?? 0) : 0;
      }),
    close: async () => {
      const exit = once(server, 'exit');
      server.kill('SIGTERM');
      await exit;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
