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
  private readonly timer = setInterval(() => this.tick(), REDRAW_MS);

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** Whether the line is seen to move. */
  get live(): boolean {
    return this.stream.isTTY;
  }

  /** A line that stays. */
  note(line: string): void {
    this.spoke = Date.now();
    this.stream.write(this.live ? `${ERASE}${line}\n` : `${line}\n`);
    if (this.live) this.tick();
  }

  /** What is being done from now on. */
  now(doing: string | (() => string)): void {
    this.doing = typeof doing === 'string' ? () => doing : doing;
    this.since = Date.now();
    if (this.live) this.tick();
  }

  /** Nothing is being done that anybody waits for. */
  rest(): void {
    if (this.live && this.doing) this.stream.write(ERASE);
    this.doing = undefined;
  }

  end(): void {
    this.rest();
    clearInterval(this.timer);
  }

  private tick(): void {
    if (!this.doing) return;
    const line = `${this.doing()} (${elapsed(Date.now() - this.since)})`;
    if (this.live) this.stream.write(`${ERASE}${line.slice(0, Math.max(20, (this.stream.columns || 80) - 1))}`);
    else if (Date.now() - this.spoke >= QUIET_MS - REDRAW_MS) this.note(line);
  }
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
