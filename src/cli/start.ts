import { basename } from 'node:path';
import type { Command } from 'commander';
import type { SentDocument } from '../../client';
import type { Json } from '../contracts/json';
import { connect } from './connect';
import { print, printJson } from './print';
import { isJson, parseJson, readBytes } from './read-input';
import { standing } from './story';

interface Options {
  input: string;
  key?: string;
  wait?: boolean;
  json?: boolean;
}

export function addStart(program: Command): void {
  program
    .command('start')
    .description('start a run of a workflow')
    .argument('<workflow>', 'such as invoice-exceptions')
    .requiredOption('--input <file>', 'JSON, or the document that the workflow starts from; - reads standard input')
    .option('--key <key>', 'idempotency key: the same key starts one run')
    .option('--wait', 'until it has ended or waits for a person')
    .option('--json', 'print JSON')
    .action(start);
}

async function start(workflow: string, { input, key, wait, json }: Options): Promise<void> {
  const client = connect('starter');
  const started = await client.start(workflow, await inputFrom(input), key ? { idempotencyKey: key } : {});
  if (!wait) {
    if (json) return printJson(started);
    return print(`Started ${started.run}, ${started.name}.\n\`seaworthy show ${started.run}\` tells what happens.`);
  }
  for (;;) {
    const story = await client.run(started.run, { waitMs: 30_000 });
    if (story.status !== 'ended' && story.status !== 'waiting') continue;
    return json ? printJson(story) : print(standing(story));
  }
}

async function inputFrom(file: string): Promise<Json | SentDocument> {
  const document = await readBytes(file);
  if (isJson(document)) return parseJson(document.toString(), '--input');
  return { document, ...(file === '-' ? {} : { filename: basename(file) }) };
}
