/** A place outside the database that lines can only be added to: a file, a bucket with retention, a log service. */
export interface CheckpointStore {
  /** Resolves when the line is safe. */
  append(line: string): Promise<void>;
  /** Lines from a place on, each with the place after it; 0 is the beginning. @throws SeaworthyError `Checkpoint.Broken` when the place is past the end: it was cut. */
  read(from: number): AsyncIterable<{ line: string; end: number }>;
}
