import type { Command } from 'commander';
import { connect } from './connect';
import { print, printJson } from './print';
import { storyText } from './story';

export function addShow(program: Command): void {
  program
    .command('show')
    .description('tell what happened in a run: steps, reasons, tool calls, verdicts, people, time and cost')
    .argument('<run>')
    .option('--json', 'print JSON')
    .action(async (run: string, { json }: { json?: boolean }) => {
      const story = await connect('reviewer').run(run);
      if (json) printJson(story);
      else print(storyText(story));
    });
}
