import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { injections } from '../../../standins/supplier/injections';
import { SeaworthyError } from '../../contracts/errors';

const Texts = z.array(z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)])).min(1);

/** The texts of a JSON file, `["…"]` or `[{"text": "…"}]`, beside our own; our own without one. @throws SeaworthyError `Input.Invalid` */
export async function readTexts(file: string | undefined): Promise<readonly [string, ...string[]]> {
  const own = [injections[0]!, ...injections.slice(1)] as const;
  if (file === undefined) return [...own];
  try {
    return [...own, ...Texts.parse(JSON.parse(await readFile(file, 'utf8')))];
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'it is no JSON array of texts, or of objects with a "text"';
    throw new SeaworthyError('Input.Invalid', `${file} cannot be read: ${why}.`);
  }
}
