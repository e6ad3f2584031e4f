import { eachPage } from './each-page';

/** Pages that name the next one. */
export const byCursor = <Page>(
  system: string,
  ask: (cursor: string | undefined) => Promise<Page>,
  next: (page: Page) => string | null | undefined,
): AsyncGenerator<Page> => eachPage<Page, string | undefined>(system, undefined, ask, next);
