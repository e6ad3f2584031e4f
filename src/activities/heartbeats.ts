import { Context } from '@temporalio/activity';

/** Heartbeats on a timer, since a slow first token must not look like a dead worker. Says in Temporal UI what the activity is doing. */
export class Heartbeats {
  private doing = '';
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly context = Context.current()) {
    const timeout = context.info.heartbeatTimeoutMs ?? 30_000;
    this.timer = setInterval(() => context.heartbeat({ doing: this.doing }), Math.max(250, timeout / 4));
  }

  say(doing: string): void {
    this.doing = doing;
    this.context.heartbeat({ doing });
  }

  /** What the next beat on the timer will say. */
  note(doing: string): void {
    this.doing = doing;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
