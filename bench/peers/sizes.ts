export interface Size {
  name: string;
  turns: number;
  /** Of each result. */
  bytes: number;
  /** Runs one after the other, for the time that one takes; and runs so many at once, for all that a machine does. */
  alone: number;
  together: number;
  atOnce: number;
}

export const sizes: readonly Size[] = [
  { name: '10x500B', turns: 10, bytes: 500, alone: 20, together: 120, atOnce: 20 },
  { name: '30x2KB', turns: 30, bytes: 2_048, alone: 6, together: 60, atOnce: 20 },
  { name: '100x4KB', turns: 100, bytes: 4_096, alone: 2, together: 8, atOnce: 4 },
];
