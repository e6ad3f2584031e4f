import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import type { Change, Rate } from '../contracts/interval';
import type { Proof, ProofReport } from '../contracts/proofs';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable, wrap } from './print';

const LOOK_EVERY_MS = 1_000;

interface Options {
  guidance: string[];
  instructions?: string;
  model?: string;
  tools?: string[];
  repeats: number;
  sample: number;
  margin: number;
  seed: number;
  why?: string;
  list?: boolean;
  show?: string;
  as: Person;
  json?: boolean;
}

export function addProve(program: Command): void {
  const number = (flag: string, what: string, usual: number): Option =>
    new Option(flag, what).argParser(Number).default(usual);
  program
    .command('prove')
    .description('hold a candidate against what is in force, on recorded cases and past good runs')
    .argument('[workflow]')
    .option('--guidance <refs...>', 'guidance to be told, such as g-1a2b3c4d@1', [])
    .option('--instructions <file>', "instead of the agent's")
    .option('--model <name>', "instead of the agent's")
    .option('--tools <names...>', 'of its tools, only these')
    .addOption(number('--repeats <n>', 'how often each is replayed', 3))
    .addOption(number('--sample <n>', 'how many past good runs', 20))
    .addOption(number('--margin <share>', 'worse by more than this cannot go out', 0.05))
    .addOption(number('--seed <n>', 'of the sample and the intervals', 1))
    .option('--why <text>', 'why')
    .option('--list', 'list what was proved instead')
    .option('--show <proof>', 'show one that was asked for before')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(run);
}

async function run(workflow: string | undefined, options: Options): Promise<void> {
  const client = connect(options.as);
  const { list, show, json } = options;
  if (list) {
    const proofs = await client.proofs(workflow ? { workflow } : {});
    return json ? printJson(proofs) : tellAll(proofs);
  }
  const asked = show ? await client.proof(show) : await ask(client, workflow, options);
  let proof = asked;
  for (let told = ''; !proof.report; proof = await client.proof(asked.id)) {
    const progress = `${proof.id}: ${proof.state}, ${proof.replayed} replays`;
    if (progress !== told) process.stderr.write(`${progress}\n`);
    told = progress;
    await wait(LOOK_EVERY_MS);
  }
  if (json) return printJson(proof);
  tell(proof, proof.report);
}

async function ask(client: ReturnType<typeof connect>, workflow: string | undefined, options: Options): Promise<Proof> {
  const { guidance, instructions, model, tools, repeats, sample, margin, seed, why } = options;
  if (!workflow || !why)
    throw new SeaworthyError('Input.Invalid', 'Name the workflow, and say --why; or use --list or --show.');
  return client.prove({
    ...{ workflow, guidance, repeats, sample, margin, seed, why },
    ...(instructions ? { instructions: await readFile(instructions, 'utf8') } : {}),
    ...(model ? { model } : {}),
    ...(tools ? { tools } : {}),
  });
}

function tellAll(proofs: readonly Proof[]): void {
  if (proofs.length === 0) return print('Nothing was proved yet.');
  printTable(
    [
      ['proof', 24],
      ['workflow', 22],
      ['candidate', 34],
      ['verdict', 14],
    ],
    proofs.map(({ id, workflow, candidate, state, report }) => [
      id,
      workflow,
      [
        ...candidate.guidance,
        ...(candidate.model ? [candidate.model] : []),
        ...(candidate.instructions ? ['instructions'] : []),
      ].join(', '),
      report?.verdict ?? state,
    ]),
  );
}

function tell({ id }: Proof, report: ProofReport): void {
  const { verdict, why, cases, good, usd, ms, items, skipped, replays } = report;
  print(`${id}  ${verdict}`);
  print(wrap(why, '  '));
  for (const [name, side] of [
    ['cases', cases],
    ['good runs', good],
  ] as const)
    print(
      `  ${name} (${side.items}): now ${share(side.now)}, candidate ${share(side.candidate)}; change ${points(side.change)}`,
    );
  print(`  a replay: ${signed(usd, 4)} USD, ${signed(ms, 0)} ms; ${replays} replays`);
  for (const { item, kind, now, candidate, diverged } of items.filter((each) => each.now !== each.candidate))
    print(
      `  ${candidate > now ? 'fixed' : 'regressed'} ${kind} ${item}: ${now.toFixed(2)} → ${candidate.toFixed(2)}${diverged.candidate ? `, ${diverged.candidate} asked for what was not recorded` : ''}`,
    );
  for (const { item, why: reason } of skipped) print(`  left out ${item}: ${reason}`);
  if (verdict === 'better' || verdict === 'no-effect')
    print(`\`seaworthy rollout start ${id} --why …\` gives it to a share of new runs.`);
}

function share({ rate, low, high }: Rate): string {
  const percent = (value: number): string => `${Math.round(value * 100)}`;
  return rate === null ? 'none' : `${percent(rate)} % (${percent(low)} to ${percent(high)})`;
}

function points({ mean, low, high }: Change): string {
  const told = (value: number): string => `${value > 0 ? '+' : ''}${Math.round(value * 100)}`;
  return `${told(mean)} points (${told(low)} to ${told(high)})`;
}

function signed({ mean, low, high }: Change, digits: number): string {
  const told = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
  return `${told(mean)} (${told(low)} to ${told(high)})`;
}
