import type { Json } from '../contracts/json';
import { encodeBody } from './encode';
import type { Ledger } from './ledger';
import { OPERATIONS } from './operations';
import { placeOf, tellerOf } from './reader';
import { runCipher } from './run-cipher';

/** Who did something to the fleet or a run, and why. */
export interface OperatorsNote {
  by: string;
  why: string;
}

/** As it stands in a column beside the entries, encrypted under the key of what operators do. `what` says which. */
export async function encryptNote(ledger: Ledger, what: string, note: OperatorsNote): Promise<Buffer> {
  const cipher = await runCipher(ledger, OPERATIONS);
  return cipher.encrypt(encodeBody(note as unknown as Json), placeOf(OPERATIONS, what));
}

/** The way back; where it does not open, it says so. */
export async function noteReader(ledger: Ledger): Promise<(what: string, stored: Buffer) => OperatorsNote> {
  const reader = await tellerOf(ledger, OPERATIONS);
  return (what, stored) => ({ by: '(unreadable)', why: '', ...(reader.content(what, stored) as object) });
}
