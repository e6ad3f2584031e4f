import { SeaworthyError } from '../../contracts/errors';
import type { Answers, Key } from './questions';

/** What was answered, in the form of a file that `--from` names. @throws SeaworthyError `Input.Invalid` for an answer that cannot be read */
export function specFromAnswers(answers: Answers): Record<string, unknown> {
  const one = (key: Key): object => (answers[key]?.[0] ? { [key]: answers[key][0] } : {});
  const named = (key: Key): Record<string, string> =>
    Object.fromEntries(
      (answers[key] ?? []).map((answer) => partsOf(answer, key, /^(\w[\w-]*)\s*:\s*(.+)$/) as [string, string]),
    );
  const steps = [
    ...(answers.read ?? []).map((answer) => {
      const [name, reads, purpose] = partsOf(answer, 'read', /^([\w-]+)\s+in\s+([\w-]+)\s*:\s*(.+)$/);
      return { name, reads, purpose };
    }),
    ...(answers.write ?? []).map((answer) => {
      const [name, writes, above, purpose] = partsOf(
        answer,
        'write',
        /^([\w-]+)\s+in\s+([\w-]+)(?:\s+above\s+([\d.]+))?\s*:\s*(.+)$/,
      );
      return { name, writes, purpose, ...(above ? { above } : {}) };
    }),
  ];
  return {
    ...one('trigger'),
    ...one('output'),
    ...one('judge'),
    ...one('person'),
    ...one('approver'),
    input: named('input'),
    systems: named('system'),
    steps,
    ends: named('end'),
    exceptions: named('exception'),
  };
}

const forms: Partial<Record<Key, string>> = {
  read: 'find-order in shop: find the order',
  write: 'refund in shop above 100: pay the money back',
};

function partsOf(answer: string, key: Key, form: RegExp): (string | undefined)[] {
  const parts = form.exec(answer.trim())?.slice(1);
  if (parts) return parts;
  throw new SeaworthyError(
    'Input.Invalid',
    `${key}: "${answer.slice(0, 80)}" is not of the form "${forms[key] ?? 'name: what it is'}".`,
  );
}
