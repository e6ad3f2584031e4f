import { Option } from 'commander';
import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import type { Arm, Rollout, RolloutRequest } from '../contracts/rollouts';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable, wrap } from './print';

interface Asked {
  as: Person;
  json?: boolean;
}

export function addRollout(program: Command): void {
  const rollout = program.command('rollout').description('give a proved candidate to a share of new runs, and compare');
  const answered = (command: Command): Command =>
    command.addOption(asOption('controller')).option('--json', 'print JSON');
  const number = (flag: string, what: string): Option => new Option(flag, what).argParser(Number);
  answered(
    rollout
      .command('list', { isDefault: true })
      .description('list canaries and what became of them')
      .option('--workflow <name>', 'only of this workflow'),
  ).action(list);
  answered(
    rollout
      .command('start')
      .description('start one; what is set now is not changed any more')
      .argument('<proof>')
      .requiredOption('--why <text>', 'why')
      .addOption(number('--share <share>', 'of new runs (0.2)'))
      .addOption(number('--horizon <n>', 'runs of the canary that have ended (100): then it is decided'))
      .addOption(number('--looks <n>', 'of the guard, up to the horizon (4)'))
      .addOption(number('--margin <share>', 'more bad runs than this are too many (0.05)'))
      .addOption(number('--dearer <share>', 'what a run may cost more (0.25)'))
      .addOption(number('--slower <share>', 'how much longer a step may think (0.25)'))
      .addOption(number('--ripens-s <seconds>', 'a run counts so long after its end (3600)')),
  ).action(start);
  answered(rollout.command('show').description('show how a canary compares').argument('<number>')).action(
    async (id: string, { as, json }: Asked) => tellOne(await connect(as).rollout(numberOf(id)), json),
  );
  for (const [verb, what] of [
    ['promote', 'promote a canary by hand, before its horizon'],
    ['rollback', 'give the candidate to no run that begins from now on'],
  ] as const)
    answered(rollout.command(verb).description(what).argument('<number>').requiredOption('--why <text>', 'why')).action(
      async (id: string, { why, as, json }: Asked & { why: string }) => {
        const client = connect(as);
        const end = { why };
        const ended =
          verb === 'promote' ? client.promoteRollout(numberOf(id), end) : client.rollBackRollout(numberOf(id), end);
        tellOne(await ended, json);
      },
    );
}

async function list({ as, json, ...filter }: Asked & { workflow?: string }): Promise<void> {
  const rollouts = await connect(as).rollouts(filter);
  if (json) return printJson(rollouts);
  if (rollouts.length === 0) return print('No rollouts: `seaworthy rollout start PROOF` starts one.');
  printTable(
    [
      ['rollout', 9],
      ['workflow', 22],
      ['state', 13],
      ['canary', 18],
      ['the others', 18],
    ],
    rollouts.map(({ id, workflow, state, canary, control }) => [
      String(id),
      workflow,
      state,
      badOf(canary),
      badOf(control),
    ]),
  );
}

async function start(
  proof: string,
  { as, json, ...settings }: Asked & Partial<Omit<RolloutRequest, 'proof'>> & { why: string },
): Promise<void> {
  tellOne(await connect(as).startRollout({ proof, ...settings }), json);
}

function tellOne(rollout: Rollout, json: boolean | undefined): void {
  if (json) return printJson(rollout);
  const { id, workflow, state, guidance, settings, canary, control, change, looks, ended } = rollout;
  print(`rollout ${id} of ${workflow}  ${state}  ${guidance.join(', ')}`);
  print(
    `  ${Math.round(settings.share * 100)} % of new runs; decided at ${settings.horizon}, ${canary.ended} have ended`,
  );
  print(
    `  bad: canary ${badOf(canary)}, the others ${badOf(control)}; change ${points(change.mean)} points (${points(change.low)} to ${points(change.high)})`,
  );
  print(`  a run: ${canary.usd.toFixed(4)} USD, the others ${control.usd.toFixed(4)}`);
  for (const { look, p, bound } of looks) print(`  look ${look}: p ${p.toPrecision(2)}, stops below ${bound}`);
  if (ended) print(wrap(`${ended.by}: ${ended.why}`, '  '));
}

function badOf({ bad, ended }: Arm): string {
  return `${bad.count} of ${ended}`;
}

function points(share: number): string {
  return `${share > 0 ? '+' : ''}${Math.round(share * 100)}`;
}

/** @throws SeaworthyError `Input.Invalid` */
function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new SeaworthyError('Input.Invalid', 'Name a rollout by its number; `seaworthy rollout list` has them.');
}
