import { KeyError } from '../integrations/keys/key-ring';
import type { Verifier } from '../integrations/keys/key-ring';
import { hashOf, toCheckpoint } from './checkpoint';
import type { Checkpoint } from './checkpoint';
import type { CheckpointStore } from './checkpoint-store';

/** Where a reader of the chain stands. */
export interface ChainPlace {
  end: number;
  number: number;
  hash: string | null;
}

export interface Link {
  checkpoint: Checkpoint;
  token: string;
  /** Whether it follows the one before it. */
  follows: boolean;
  place: ChainPlace;
}

export const BEGINNING: ChainPlace = { end: 0, number: 0, hash: null };

/**
 * The signed checkpoints from a place on. A line without a valid signature is passed over: it may be what a crash tore. If it was a checkpoint,
 * the next one does not follow, or the ledger knows that there was one more.
 */
export async function* readChain(
  store: CheckpointStore,
  verifier: Verifier,
  from: ChainPlace = BEGINNING,
): AsyncIterable<Link> {
  let { number, hash } = from;
  for await (const { line, end } of store.read(from.end)) {
    const checkpoint = await open(line, verifier);
    if (!checkpoint) continue;
    const follows = checkpoint.number === number + 1 && checkpoint.previous === hash;
    number = checkpoint.number;
    hash = hashOf(line);
    yield { checkpoint, token: line, follows, place: { end, number, hash } };
  }
}

async function open(line: string, verifier: Verifier): Promise<Checkpoint | undefined> {
  try {
    return toCheckpoint(await verifier.verify('checkpoint', line));
  } catch (error) {
    if (error instanceof KeyError) return undefined;
    throw error;
  }
}
