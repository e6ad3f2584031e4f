import { createInterface } from 'node:readline/promises';
import { SeaworthyError } from '../../contracts/errors';
import { questions } from './questions';
import type { Answers, Key } from './questions';
import { specFromAnswers } from './spec-from-answers';

/** Asks on the terminal what flags did not say. Lists end with an empty line. */
export async function ask(given: Answers): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<never>((_, reject) =>
    terminal.once('close', () =>
      reject(new SeaworthyError('Input.Invalid', 'There were not answers to all questions.')),
    ),
  );
  closed.catch(() => undefined); // it closes in the end
  const answers: Answers = { ...given };
  try {
    for (const { key, many, ask: question, example } of questions) {
      if (answers[key]) continue;
      const said: string[] = [];
      process.stderr.write(`${question}${many ? ' (one a line; an empty line ends)' : ''}\n  such as: ${example}\n`);
      for (;;) {
        const line = (await Promise.race([terminal.question('> '), closed])).trim();
        if (line && !isReadable(key, line)) continue;
        if (line) said.push(line);
        if (!many ? line : !line) break;
      }
      answers[key] = said;
    }
    return answers;
  } finally {
    terminal.close();
  }
}

/** Says at once what cannot be read, so that it can be said otherwise. */
function isReadable(key: Key, line: string): boolean {
  try {
    specFromAnswers({ [key]: [line] });
    return true;
  } catch (error) {
    if (!(error instanceof SeaworthyError)) throw error;
    process.stderr.write(`  ${error.detail ?? error.message}\n`);
    return false;
  }
}
