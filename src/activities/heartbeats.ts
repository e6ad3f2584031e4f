import { Context } from '@temporalio/activity';
import type { Attempt } from './attempt';

/** Heartbeats on a timer, since a slow first token must not look like a dead worker. Says in Temporal UI what the activity is doing. */
export class Heartbeats {
  private doing = '';
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly attempt: Attempt) {
    const timeout = Context.current().info.heartbeatTimeoutMs ?? 30_000;
    this.timer = setInterval(() => attempt.beat(this.doing), Math.max(250, timeout / 4));
  }

  say(doing: string): void {
    this.doing = doing;
    this.attempt.beat(doing);
  }

  /** What the next beat on the timer will say. */
  note(doing: string): void {
    this.doing = doing;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
