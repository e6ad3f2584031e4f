import Table from 'cli-table3';

const WIDTH = 100;

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** A table that fits 100 columns; where nobody looks, tab-separated and whole. `widths` include two blanks of padding. */
export function printTable(
  columns: readonly (readonly [head: string, width: number])[],
  rows: readonly string[][],
): void {
  const cells = rows.map((row) => row.map(clean));
  const head = columns.map(([name]) => name);
  if (!process.stdout.isTTY) return print([head, ...cells].map((row) => row.join('\t')).join('\n'));
  const table = new Table({ head, colWidths: columns.map(([, width]) => width), style: { head: [], compact: true } });
  table.push(...cells);
  print(table.toString());
}

/** Text from models and suppliers must not steer the terminal. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

/** Breaks at blanks, for a terminal; elsewhere one line. */
export function wrap(text: string, indent: string): string {
  const words = clean(text).split(/\s+/);
  if (!process.stdout.isTTY) return indent + words.join(' ');
  const lines = [indent];
  for (const word of words) {
    const line = lines.at(-1)!;
    if (line !== indent && line.length + 1 + word.length > WIDTH) lines.push(indent + word);
    else lines[lines.length - 1] = line === indent ? line + word : `${line} ${word}`;
  }
  return lines.join('\n');
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}
