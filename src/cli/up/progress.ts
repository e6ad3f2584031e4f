import { duration } from '../print';

const QUIET_MS = 2_000;
const REDRAW_MS = 250;
const ERASE = '\r\u001b[2K';

/**
 * Says what goes on: in a terminal in one line that is written again and again, elsewhere by a line whenever two seconds have passed in
 * silence. All of it on stderr: stdout is for what comes out.
 */
export class Progress {
  private doing: (() => string) | undefined;
  private since = Date.now();
  private spoke = Date.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {
    this.timer = setInterval(() => this.tick(), REDRAW_MS);
  }

  get live(): boolean {
    return this.stream.isTTY;
  }

  /** A line that stays. */
  note(line: string): void {
    this.write(`${line}\n`);
    this.spoke = Date.now();
    if (this.live) this.tick();
  }

  /** What is being done from now on; nothing when left out. */
  now(doing?: string | (() => string)): void {
    this.doing = typeof doing === 'string' ? () => doing : doing;
    this.since = Date.now();
    if (!this.live) return;
    if (this.doing) this.tick();
    else this.write('');
  }

  end(): void {
    this.now();
    clearInterval(this.timer);
  }

  private tick(): void {
    if (!this.doing) return;
    if (this.live) {
      const line = `${this.doing()} (${this.elapsed()})`;
      this.stream.write(`${ERASE}${line.slice(0, Math.max(20, (this.stream.columns || 80) - 1))}`);
    } else if (Date.now() - this.spoke >= QUIET_MS) {
      this.note(`${this.doing()} (${this.elapsed()})`);
    }
  }

  private elapsed(): string {
    return duration(Math.round((Date.now() - this.since) / 1_000) * 1_000 || 0);
  }

  private write(text: string): void {
    this.stream.write(this.live ? `${ERASE}${text}` : text);
  }
}
