import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SeaworthyError } from '../contracts/errors';
import type { Json } from '../contracts/json';

/** A file's bytes; those of standard input for `-`. @throws SeaworthyError `Input.Invalid` */
export async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin);
  return readFile(file).catch((error: unknown) => {
    throw new SeaworthyError('Input.Invalid', `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  });
}

/** Whether it looks like JSON and not like a document. */
export function isJson(bytes: Buffer): boolean {
  return /^\s*[[{"]/.test(bytes.subarray(0, 100).toString());
}

/** @throws SeaworthyError `Input.Invalid` */
export function parseJson(text: string, option: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new SeaworthyError('Input.Invalid', `${option} is not JSON: ${(error as Error).message}.`);
  }
}

/** JSON as it stands, or `@file`. */
export async function jsonOption(value: string, option: string): Promise<Json> {
  const text = value.startsWith('@') ? (await readBytes(value.slice(1))).toString() : value;
  return parseJson(text, option);
}
