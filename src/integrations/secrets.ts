/** Shorter ones would be words of any text. */
const SHORTEST = 8;
const MARK = '[secret]';

/** What must not get out, in the forms it may be written in; each until a time in milliseconds since the epoch. */
const held = new Map<string, number>();

/** Keeps in mind a secret that this process was given, so that it can be told from what may be said. Returns it. */
export function keepSecret(secret: string, forMs = Infinity): string {
  if (secret.length >= SHORTEST)
    for (const written of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      held.set(written, Date.now() + forMs);
  return secret;
}

/** The same for the password in a URL. Returns the URL. */
export function keepSecretsOf(url: string): string {
  const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
  keepSecret(password);
  keepSecret(decode(password));
  return url;
}

/** What looks like one, whoever it belongs to: passwords in URLs, credentials of HTTP, keys of the model provider. */
const LIKELY: readonly [RegExp, string][] = [
  [/([a-z][a-z\d+.-]{0,20}:\/\/[^\s:/@]*):[^\s@]*@/gi, `$1:${MARK}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MARK}`],
  [/\bsk-[\w-]{16,}/g, MARK],
];

/** A text without the secrets of this process, and without what looks like one: for everything that is said of failures, and what systems say. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const [secret, until] of held) {
    if (until < Date.now()) held.delete(secret);
    else if (clean.includes(secret)) clean = clean.replaceAll(secret, MARK);
  }
  return LIKELY.reduce((said, [pattern, instead]) => said.replace(pattern, instead), clean);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
