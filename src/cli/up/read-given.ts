import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import type { Invoice } from '../../contracts/invoice';
import { readInvoice, UnreadableInvoice } from '../../integrations/documents';
import type { Given } from './given';

const MAX_BYTES = 10 * 1024 * 1024;

/**
 * The files named, and those of the folders named that are what the workflow starts from, in their order: e-invoices, or inputs as JSON.
 * @throws SeaworthyError `Input.Invalid`, `Document.TooLarge`
 */
export async function readGiven(paths: readonly string[], from: string, kind: 'xml' | 'json'): Promise<Given[]> {
  const files = (await Promise.all(paths.map((path) => filesOf(path, resolve(from, path), kind)))).flat();
  return Promise.all(files.map((file) => read(file, kind)));
}

async function filesOf(given: string, path: string, kind: 'xml' | 'json'): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw cannotRead(given, error);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith(`.${kind}`)).sort();
  if (names.length === 0)
    throw new SeaworthyError('Input.Invalid', `${given} holds no .${kind} files: name files, or a folder with some.`);
  return names.map((name) => join(path, name));
}

async function read(path: string, kind: 'xml' | 'json'): Promise<Given> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  if (bytes.length === 0) throw new SeaworthyError('Input.Invalid', `${path} is empty.`);
  if (bytes.length > MAX_BYTES) throw new SeaworthyError('Document.TooLarge', `${path} has ${bytes.length} bytes.`);
  return { filename: basename(path), bytes, ...(kind === 'xml' ? parsed(bytes) : {}) };
}

function parsed(bytes: Buffer): { invoice?: Invoice } {
  try {
    return { invoice: readInvoice(bytes) };
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    return {};
  }
}

function cannotRead(path: string, error: unknown): SeaworthyError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
  return new SeaworthyError('Input.Invalid', `${path} ${why}.`);
}
