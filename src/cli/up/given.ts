import type { Invoice } from '../../contracts/invoice';

/** A file that somebody gave. `invoice` is absent where it is none, or cannot be read: the workflow will say why. */
export interface Given {
  filename: string;
  bytes: Buffer;
  invoice?: Invoice;
}
