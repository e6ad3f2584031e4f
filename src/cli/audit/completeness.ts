import type { Command } from 'commander';
import { connect } from '../connect';
import { parseSince } from '../parse-since';
import { print, printJson } from '../print';

interface Options {
  since?: Date;
  until?: Date;
  json?: boolean;
}

const SHOWN = 50;

export function addCompleteness(audit: Command): void {
  audit
    .command('completeness')
    .description(
      'whether the ledger says of each call what went in, what came out, why, how it was judged, how long it took and what it cost; exits 0 whole, 1 not',
    )
    .argument('<workflow>')
    .option('--since <when>', 'such as 12h, 7d or 2026-11-01 (7d)', parseSince)
    .option('--until <when>', 'the same (now)', parseSince)
    .option('--json', 'print JSON')
    .action(async (workflow: string, { json, ...span }: Options) => {
      const found = await connect('controller').completeness(workflow, span);
      const { runs, erased, modelCalls, toolCalls, gaps } = found;
      if (gaps.length > 0) process.exitCode = 1;
      if (json) return printJson(found);
      for (const { run, seq, step, call, missing } of gaps.slice(0, SHOWN))
        print(`${run} entry ${seq}, ${step ?? ''} ${call ?? 'model call'}: no ${missing}`);
      if (gaps.length > SHOWN) print(`… and ${gaps.length - SHOWN} more: --json lists all.`);
      const gone = erased > 0 ? `, ${erased} of them erased` : '';
      print(`${gaps.length} gaps in ${runs} runs${gone}: ${modelCalls} model calls and ${toolCalls} results.`);
    });
}
