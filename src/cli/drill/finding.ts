/** Something that should not have been. `run` is absent where it cannot be told. */
export interface Finding {
  run?: string;
  invoice?: string;
  what: string;
}
