export interface Page<T> {
  items: T[];
  next: string | null;
}

/** One page and an opaque cursor to the next. `undefined` when the cursor is none of ours. */
export function pageOf<T>(all: T[], cursor: string | undefined, size: number): Page<T> | undefined {
  const start = cursor === undefined ? 0 : Number(/^ab(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  if (Number.isNaN(start)) return undefined;
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(`ab${end}`).toString('base64url') : null,
  };
}
