import type { Message } from './read-message';

const machines =
  /^(mailer-daemon|postmaster|bounces?|no-?reply|do-?not-?reply|owner-.*|.*-(owner|request|bounces?))(\+.*)?@/i;

/** Whom a machine may answer this message to; nobody, where another machine or a list sent it (RFC 3834, 2 and 4). */
export function answerable({ headers, from }: Message, own: string): string | undefined {
  const value = (name: string): string => headers.get(name)?.trim().toLowerCase() ?? '';
  const returnPath = headers.get('return-path')?.trim();
  const address = (returnPath ?? from ?? '').replace(/^<|>$/g, '');
  const automatic =
    (value('auto-submitted') || 'no') !== 'no' ||
    /^(bulk|list|junk)/.test(value('precedence')) ||
    [...headers.keys()].some((name) => name.startsWith('list-')) ||
    /\b(all|oof|autoreply)\b/.test(value('x-auto-response-suppress')) ||
    value('content-type').startsWith('multipart/report');
  if (automatic || !address.includes('@') || machines.test(address)) return undefined;
  return address.toLowerCase() === own.toLowerCase() ? undefined : address;
}
