import type { Command } from 'commander';
import type * as Run from './doctor/run-doctor';
import { print, printJson, wrap } from './print';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check everything that a run needs, by the settings of a worker, and say what to do')
    .argument('[workflows...]', 'only what these need, where not all run here')
    .option('--json', 'print JSON')
    .action(async (workflows: string[], { json }: { json?: boolean }) => {
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runDoctor } = require('./doctor/run-doctor') as typeof Run;
      const findings = await runDoctor(process.env, workflows);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
      if (json) return printJson(findings);
      for (const { check, ok, says, todo } of findings) {
        print(`${ok ? 'ok ' : 'BAD'} ${check}: ${says}`);
        if (todo) print(wrap(todo, '      '));
      }
    });
}
