import { isUndecodable } from '../../contracts/payload-converter';

/**
 * Of what the engine itself has sent. A run must not go on without it: a plain error fails the task, and Temporal tries it again until a worker
 * with the key takes it. What others send is never required.
 */
export function requireDecoded(value: unknown): void {
  if (isUndecodable(value))
    throw new Error('not decrypted: the master key is not in SEAWORTHY_MASTER_KEYS of this worker');
}
