/** A place in a list: the time of an item, to the microsecond, and its id. */
export interface Place {
  at: string;
  id: string;
}
