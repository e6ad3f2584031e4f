import { Context } from '@temporalio/activity';
import type { Attempt } from './attempt';

/** News is told no more often: a beat is encrypted and handed to Temporal's core, which would hold most of them back. */
const NEWS_EVERY_MS = 1_000;

/** Heartbeats on a timer, since a slow first token must not look like a dead worker. Says in Temporal UI what the activity is doing. */
export class Heartbeats {
  private doing = '';
  private news = false;
  private beatAt = -Infinity;
  private readonly everyMs: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly attempt: Attempt) {
    const timeout = Context.current().info.heartbeatTimeoutMs ?? 30_000;
    this.everyMs = Math.max(250, timeout / 4);
    this.timer = setInterval(() => this.tick(), Math.min(NEWS_EVERY_MS, this.everyMs));
  }

  /** Told at once, or with the next beat where the last was a moment ago. */
  say(doing: string): void {
    this.doing = doing;
    this.news = true;
    if (performance.now() - this.beatAt >= NEWS_EVERY_MS) this.beat();
  }

  /** What the next beat on the timer will say. */
  note(doing: string): void {
    this.doing = doing;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    if (this.news || performance.now() - this.beatAt >= this.everyMs - 50) this.beat();
  }

  private beat(): void {
    this.news = false;
    this.beatAt = performance.now();
    this.attempt.beat(this.doing);
  }
}
