import { readFileSync } from 'node:fs';
import path from 'node:path';

const HEADING = '## All the evidence for the invoice workflow';

/** The commands of docs/readiness.md, word for word: the longest block of shell under their heading. */
export function commands(): string {
  const text = readFileSync(path.join(__dirname, '../docs/readiness.md'), 'utf8');
  const section = text.split(/^(?=## )/m).find((part) => part.startsWith(HEADING)) ?? '';
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
  const block = blocks.sort((a, b) => b.length - a.length)[0];
  if (!block) throw new Error(`docs/readiness.md has no commands under "${HEADING}".`);
  return block;
}
