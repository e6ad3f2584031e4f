import type { ChildProcess } from 'node:child_process';

const children = new Map<ChildProcess, NodeJS.Signals>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The child gets `signal` when this process exits, is told to end, or dies of an uncaught error. SIGKILL leaves it: see `endLeftover`. */
export function endWithParent(child: ChildProcess, signal: NodeJS.Signals): void {
  if (children.size === 0) {
    process.on('exit', endChildren);
    for (const name of signals) process.on(name, onSignal);
  }
  children.set(child, signal);
  child.once('exit', () => {
    children.delete(child);
    if (children.size > 0) return;
    process.off('exit', endChildren);
    for (const name of signals) process.off(name, onSignal);
  });
}

function endChildren(): void {
  for (const [child, signal] of children) child.kill(signal);
}

function onSignal(signal: NodeJS.Signals): void {
  // Somebody else listens too and will end this process in good order; its servers must serve until then.
  if (process.listenerCount(signal) > 1) return;
  endChildren();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
