import type { Command } from 'commander';
import type { ErasureItem, PersonPage, SeaworthyClient } from '../../client';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, wrap } from './print';
import { readBytes } from './read-input';
import { Progress } from './up/progress';

interface Options {
  person?: string;
  why: string;
  yes?: boolean;
  as: Person;
  json?: boolean;
}

export function addErase(program: Command): void {
  program
    .command('erase')
    .description(
      'destroy for good what a run, or every run that holds a person, holds; without --yes, say what that would be',
    )
    .argument('[run]')
    .option(
      '--person <text>',
      'a name, e-mail address, account or telephone number, given exactly; - reads it from standard input',
    )
    .requiredOption('--why <text>', 'why: it is sealed in the ledger with who')
    .option('--yes', 'erase; nothing brings it back')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(erase);
}

async function erase(run: string | undefined, { person: given, why, yes, as, json }: Options): Promise<void> {
  if ((run === undefined) === (given === undefined))
    throw new SeaworthyError('Input.Invalid', 'Name either a run or --person.');
  const client = connect(as);
  const person = given === '-' ? (await readBytes('-')).toString().trim() : given;
  const progress = new Progress();
  try {
    const items = run === undefined ? await find(client, person!, progress) : [await client.erasure(run)];
    const told = yes ? await eraseAll(client, items, { why, ...(person ? { person } : {}) }, progress) : items;
    progress.end();
    if (json) return printJson(told);
    tell(told, { yes });
  } finally {
    progress.end();
  }
}

async function find(client: SeaworthyClient, person: string, progress: Progress): Promise<ErasureItem[]> {
  const found: ErasureItem[] = [];
  let looked = 0;
  let unread = 0;
  let page: PersonPage | undefined;
  progress.now(() => `Looked into ${looked} of ${page?.of ?? '…'} runs, found ${found.length}`);
  do {
    page = await client.findPerson({ person, ...(page?.next ? { after: page.next } : {}) });
    found.push(...page.found);
    looked += page.looked;
    unread += page.unread;
  } while (page.next !== null);
  if (unread > 0)
    progress.note(`In ${unread} runs something does not open: it could not be looked into. \`seaworthy audit verify\``);
  return found;
}

/** What the law or a hold keeps stays, and the rest goes: the one that alone was asked for is refused aloud. */
async function eraseAll(
  client: SeaworthyClient,
  items: readonly ErasureItem[],
  request: { why: string; person?: string },
  progress: Progress,
): Promise<ErasureItem[]> {
  const told: ErasureItem[] = [];
  progress.now(() => `Erased ${told.length} of ${items.length}`);
  for (const item of items) told.push(item.against && request.person ? item : await client.erase(item.run, request));
  return told;
}

function tell(items: readonly ErasureItem[], { yes }: { yes?: boolean | undefined }): void {
  for (const { run, name, end, documents, against, erased } of items) {
    const documented = documents === 1 ? ' and 1 document' : documents > 1 ? ` and ${documents} documents` : '';
    if (erased)
      print(`${run}: erased by ${erased.by}${erased.finished ? '' : '; its last copies are still being destroyed'}`);
    else print(`${run} (${name}${end ? `, ${end}` : ''})${against ? ': stays' : `: would be erased${documented}`}`);
    if (against) print(wrap(`${against.code}: ${against.detail}`, '  '));
  }
  const left = items.filter(({ erased }) => !erased);
  const going = left.filter(({ against }) => !against).length;
  if (items.length === 0) print('No run holds that.');
  else if (!yes && going > 0) print(`Nothing has been erased. The same with --yes erases ${going}, for good.`);
  else if (left.length > 0) print(`${left.length} of ${items.length} stay.`);
}
