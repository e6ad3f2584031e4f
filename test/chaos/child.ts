import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endWithParent } from '../../src/integrations/local-process/end-with-parent';

const root = path.join(__dirname, '../..');

/** A process of ours; what it writes to stderr goes to `log`. */
export class Child {
  readonly process: ChildProcess;
  private readonly lines: string[] = [];
  private readonly exited: Promise<unknown>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv, log: string) {
    this.process = spawn(process.execPath, ['-r', path.join(root, 'test/setup/register-typescript.cjs'), ...args], {
      cwd: root,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.exited = once(this.process, 'exit');
    endWithParent(this.process, 'SIGKILL');
    this.process.stdin!.on('error', () => undefined); // it was killed first
    createInterface({ input: this.process.stdout! }).on('line', (line) => void this.lines.push(line));
    this.process.stderr!.pipe(createWriteStream(log, { flags: 'a' }));
  }

  get over(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Whether it has said so; false once it is over before it did. */
  async says(what: string | RegExp): Promise<boolean> {
    const said = (): boolean => this.lines.some((line) => (typeof what === 'string' ? line === what : what.test(line)));
    while (!said() && !this.over) await new Promise((resolve) => setTimeout(resolve, 20));
    return said() && !this.over;
  }

  said(): readonly string[] {
    return this.lines;
  }

  tell(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  async ended(): Promise<void> {
    if (!this.over) await this.exited;
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended();
  }

  /** Whether it is stopped, by the word of the operating system (Linux). */
  async frozen(): Promise<boolean> {
    const stat = await readFile(`/proc/${this.process.pid}/stat`, 'utf8').catch(() => '');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  }
}
