import { SystemError } from '../../system-error';

const MOST_PAGES = 500;

/**
 * Asks for page after page, from the place given to where `next` finds no other.
 * @throws SystemError `malformed` for a list that does not end
 */
export async function* eachPage<Page, Place>(
  system: string,
  first: Place,
  ask: (place: Place) => Promise<Page>,
  next: (page: Page, place: Place) => Place | null | undefined,
): AsyncGenerator<Page> {
  let place = first;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await ask(place);
    yield page;
    const following = next(page, place);
    if (following === null || following === undefined) return;
    place = following;
  }
  throw new SystemError(`A list of ${system} does not end after ${MOST_PAGES} pages. Narrow the question.`, {
    class: 'malformed',
    system,
  });
}
