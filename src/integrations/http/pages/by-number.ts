import { eachPage } from './each-page';

/** Pages numbered from one; an empty one is past the end. */
export const byNumber = <Item>(system: string, ask: (page: number) => Promise<Item[]>): AsyncGenerator<Item[]> =>
  eachPage<Item[], number>(system, 1, ask, (items, page) => (items.length === 0 ? undefined : page + 1));
