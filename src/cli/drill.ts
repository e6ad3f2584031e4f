import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { DRILLED } from '../readiness/commands';
import type * as RunDrill from './drill/run-drill';
import type { DrillOptions } from './drill/run-drill';

export function addDrill(program: Command): void {
  program
    .command('drill')
    .description(
      'put a workflow under arranged trouble, and keep as evidence what came of it; exits 1 where something went wrong',
    )
    .argument('<workflow>', DRILLED.join(', '), toDrilled)
    .option('--hostile', 'the model, and every text that it reads, is an attacker')
    .addOption(
      new Option('--faults', 'every step that meets a system, under every class of failure').conflicts([
        'hostile',
        'runs',
        'injections',
      ]),
    )
    .addOption(
      new Option('--repeat <n>', 'one input so many times: how steady the agent is, and where its runs part')
        .argParser(toCount)
        .conflicts(['hostile', 'faults', 'paths', 'runs', 'injections']),
    )
    .option('--input <file>', 'the document to repeat (a sample)')
    .addOption(
      new Option('--paths', 'every exception path of its steps, and branches that others do not take').conflicts([
        ...['hostile', 'faults', 'runs', 'injections'],
      ]),
    )
    .option('--runs <n>', 'how many hostile runs (100)', toCount)
    .option('--seed <n>', 'the same seed makes the same trouble', toCount, 1)
    .option('--injections <file>', 'a JSON array of texts to steer models by, beside our own')
    .option('--json', 'print the outcome as JSON')
    .action(async (_workflow: string, options: DrillOptions) => {
      if (!options.hostile && !options.faults && !options.repeat && !options.paths)
        program.error('error: say which drill: --hostile, --faults, --paths or --repeat');
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runDrill } = require('./drill/run-drill') as typeof RunDrill;
      await runDrill(options);
    });
}

function toDrilled(workflow: string): string {
  if (DRILLED.includes(workflow)) return workflow;
  throw new InvalidArgumentError(
    `Drills are written for ${DRILLED.join(', ')} alone, with papers, books, attackers and people of its own: none of them (--faults, --hostile, --paths, --repeat) can be put to another. What can: its tests (npm test -- NAME), its samples (npx seaworthy up NAME --once --rehearse), and a halt; docs/drills.md.`,
  );
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
}
