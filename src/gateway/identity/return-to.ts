/** Where a browser goes when it does not say where it wants to. */
const HOME = '/desk/inbox';

/** A path of ours, whatever was asked for: nobody is sent to another site by a link to this one. */
export function returnTo(wanted: unknown): string {
  const here = 'http://here.invalid';
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, here)) return HOME;
  const { origin, pathname, search, hash } = new URL(wanted, here);
  // The parsed path is what a browser would make of it; one that begins with two slashes would be a host again.
  return origin === here && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : HOME;
}
