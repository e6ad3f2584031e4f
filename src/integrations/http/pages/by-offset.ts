import { eachPage } from './each-page';

/** Lists of up to `size` items from an offset; a shorter one is the last. */
export const byOffset = <Item>(
  system: string,
  size: number,
  ask: (offset: number) => Promise<Item[]>,
): AsyncGenerator<Item[]> =>
  eachPage<Item[], number>(system, 0, ask, (items, offset) =>
    items.length < size ? undefined : offset + items.length,
  );
