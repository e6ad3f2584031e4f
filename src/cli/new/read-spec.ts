import { parse } from 'yaml';
import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { readBytes } from '../read-input';
import { WorkflowSpec } from './workflow-spec';

/** A file that tells of a workflow, in YAML or JSON. @throws SeaworthyError `Input.Invalid` */
export async function readSpecFile(file: string): Promise<object> {
  const text = (await readBytes(file)).toString();
  try {
    return z.looseObject({}).parse(parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it names no fields' : (error as Error).message.split('\n')[0];
    throw new SeaworthyError('Input.Invalid', `${file} is not YAML or JSON that tells of a workflow: ${why}`);
  }
}

/** @throws SeaworthyError `Input.Invalid` that names every field */
export function parseSpec(name: string, told: object): WorkflowSpec {
  const spec = WorkflowSpec.safeParse({ ...told, name });
  if (spec.success) return spec.data;
  const wrong = spec.error.issues.map(({ path, message }) => {
    const what = message.endsWith('received undefined') ? 'is missing' : message;
    return `${path.join('.') || 'workflow'}: ${what}`;
  });
  throw new SeaworthyError('Input.Invalid', `${wrong.join('; ')}.`);
}
