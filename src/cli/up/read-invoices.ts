import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import type { Invoice } from '../../contracts/invoice';
import { readInvoice, UnreadableInvoice } from '../../integrations/documents';

/** A file that somebody gave. `invoice` is absent where it cannot be read: the workflow will say why. */
export interface GivenInvoice {
  filename: string;
  bytes: Buffer;
  invoice?: Invoice;
}

const MAX_BYTES = 10 * 1024 * 1024;

/** The files named, and the .xml files of the folders named, in their order. @throws SeaworthyError `Input.Invalid`, `Document.TooLarge` */
export async function readInvoices(paths: readonly string[], from: string): Promise<GivenInvoice[]> {
  const files = (await Promise.all(paths.map((path) => filesOf(path, resolve(from, path))))).flat();
  return Promise.all(files.map(read));
}

async function filesOf(given: string, path: string): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw cannotRead(given, error);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.xml$/i.test(name)).sort();
  if (names.length === 0)
    throw new SeaworthyError('Input.Invalid', `${given} holds no .xml files: name a file or folder with e-invoices.`);
  return names.map((name) => join(path, name));
}

async function read(path: string): Promise<GivenInvoice> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  if (bytes.length === 0) throw new SeaworthyError('Input.Invalid', `${path} is empty.`);
  if (bytes.length > MAX_BYTES) throw new SeaworthyError('Document.TooLarge', `${path} has ${bytes.length} bytes.`);
  return { filename: basename(path), bytes, ...parsed(bytes) };
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
