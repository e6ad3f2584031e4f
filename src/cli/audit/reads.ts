import type { Command } from 'commander';
import { connect } from '../connect';
import { parseSince } from '../parse-since';
import { print, printJson, printTable } from '../print';

interface Options {
  by?: string;
  since?: Date;
  limit: string;
  cursor?: string;
  json?: boolean;
}

export function addReads(audit: Command): void {
  audit
    .command('reads')
    .description('list who was told what runs and documents hold, newest first')
    .argument('[id]', 'a run, with its documents, or a document; else everything')
    .option('--by <person>', 'issuer|subject, or the subject')
    .option('--since <when>', 'such as 30m, 12h, 7d or 2026-11-01', parseSince)
    .option('--limit <n>', 'at most 100', '50')
    .option('--cursor <cursor>', 'the page after')
    .option('--json', 'print JSON')
    .action(reads);
}

async function reads(what: string | undefined, { limit, json, ...filter }: Options): Promise<void> {
  const page = await connect('controller').reads({ ...filter, ...(what ? { what } : {}), limit: Number(limit) });
  if (json) return printJson(page);
  if (page.reads.length === 0) return print('Nobody was told anything.');
  printTable(
    [
      ['minute (UTC)', 18],
      ['what', 34],
      ['who', 34],
      ['by way of', 12],
    ],
    page.reads.map(({ what: id, by, door, minute }) => [minute.slice(0, 16).replace('T', ' '), id, by, door]),
  );
  if (page.next) print(`More: the same with --cursor ${page.next}`);
}
