import { join } from 'node:path';
import type { Child } from './child';
import type { World } from './world';

/** Loads the next worker while the last still lives: what takes time when one starts is the loading. */
export class Spares {
  private spare: Child | undefined;
  private closed = false;

  constructor(private readonly world: World) {
    this.spare = this.load();
  }

  async take(fault: string): Promise<Child | undefined> {
    const child = this.spare ?? this.load();
    this.spare = this.closed ? undefined : this.load();
    if (!(await child.says('loaded'))) return undefined;
    child.tell(fault);
    // It may die before it serves: then it has met its point.
    return (await child.says('ready')) || child.process.signalCode === 'SIGKILL' ? child : undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.spare?.kill();
  }

  private load(): Child {
    const { child, env, bundle } = this.world;
    return child([join(__dirname, 'run-worker.ts')], 'worker', { ...env, WORKFLOW_BUNDLE: bundle });
  }
}

export async function startGateway({ child, env, gatewayPort }: World, fault: string): Promise<Child | undefined> {
  const script = `require('./src/cli/main').main(['node', 'seaworthy', 'gateway', '--port', '${gatewayPort}'])`;
  const gateway = child(['-e', script], 'gateway', { ...env, ...(fault ? { SEAWORTHY_FAULT: fault } : {}) });
  return (await gateway.says(/^Serving /)) || gateway.process.signalCode === 'SIGKILL' ? gateway : undefined;
}

/** One more gateway that is asked to stop, and so covers what has been written by a last checkpoint. */
export async function closeGatewayInOrder(world: World): Promise<void> {
  const gateway = await startGateway(world, '');
  gateway?.process.kill('SIGTERM');
  await gateway?.ended();
}
