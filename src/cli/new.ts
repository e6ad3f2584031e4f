import type { Command } from 'commander';
import { ask } from './new/ask';
import { questions } from './new/questions';
import type { Answers } from './new/questions';
import { parseSpec, readSpecFile } from './new/read-spec';
import { render } from './new/render';
import { specFromAnswers } from './new/spec-from-answers';
import { writeWorkflow } from './new/write-workflow';
import { print, printJson } from './print';

type Options = Answers & { from?: string; json?: boolean };

export function addNew(program: Command): void {
  const command = program
    .command('new')
    .description('make a workflow: asks what it is for, and writes map, contract, agent, tests and stand-ins')
    .argument('<name>', 'such as customer-support')
    .option('--from <file>', 'YAML or JSON with the answers; - reads standard input')
    .option('--json', 'print JSON');
  const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
  for (const { key, many, ask: question, example } of questions)
    command.option(`--${key} <text>`, `${question} "${example}"${many ? ' (may be given again)' : ''}`, collect);
  command.action(make);
}

async function make(name: string, { from, json, ...answers }: Options): Promise<void> {
  const told = from
    ? await readSpecFile(from)
    : specFromAnswers(process.stdin.isTTY && !json ? await ask(answers) : answers);
  const rendered = render(parseSpec(name, told));
  await writeWorkflow(rendered);
  const files = [...rendered.files.keys()];
  if (json) return printJson({ name, files });
  print(
    [
      ...files.map((file) => `  ${file}`),
      'It compiles as it stands; its tests and its samples meet stand-ins. Next:',
      `  npm test -- ${name}`,
      `  npx seaworthy up ${name}        # its first runs, with everything they need; the desk says where`,
      `  npx seaworthy readiness ${name} # while it is up, in another terminal: what production asks for, and what lacks`,
      `Then by hand: how each system is spoken to (src/agents/systems), and what the agent is told (src/agents/${name}/instructions.ts).`,
    ].join('\n'),
  );
}
