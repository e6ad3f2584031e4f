import type { Random } from '../../standins/erp/random';

/** What breaks those who expect something else. */
const nasty: [unknown, ...unknown[]] = [
  null,
  ...[
    null,
    true,
    0,
    -1,
    1e308,
    0.1 + 0.2,
    2 ** 53 + 1,
    '',
    ' ',
    'NaN',
    '-0',
    '1e9999',
    '99999999999999999999.99',
    '1,5',
  ],
  ...[
    '2026-02-30',
    '9999-99-99',
    '\u0000',
    '\ud800',
    '\u202e',
    '𝕏'.repeat(500),
    '__proto__',
    'constructor',
    'x'.repeat(70_000),
  ],
  ...[
    '<!DOCTYPE a>',
    '&xxe;',
    ']]>',
    '{"a":',
    "'; drop table entries; --",
    '../../etc/passwd',
    [],
    {},
    [[[[[[[[]]]]]]]],
  ],
];

/** Bytes turned over, left out, put in, doubled or cut off. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let mutated = Buffer.from(bytes);
  for (let times = random.integer(1, 6); times > 0; times--) {
    const at = random.integer(0, Math.max(0, mutated.length - 1));
    const to = Math.min(mutated.length, at + random.integer(1, 40));
    const [before, part, after] = [mutated.subarray(0, at), mutated.subarray(at, to), mutated.subarray(to)];
    const noise = Buffer.from(Array.from({ length: random.integer(1, 12) }, () => random.integer(0, 255)));
    mutated = Buffer.concat(
      random.pick([
        [before, part.map((byte) => byte ^ (1 << random.integer(0, 7))), after],
        [before, after],
        [before, noise, part, after],
        [before, part, part, part, after],
        [before],
      ]),
    );
  }
  return mutated;
}

/** The same JSON with some of its values put in the place of others, left out, doubled, or replaced by what nobody expects. */
export function mutateJson(value: unknown, random: Random): unknown {
  const mutated = structuredClone({ root: value });
  for (let times = random.integer(1, 4); times > 0; times--) {
    const places = placesIn(mutated);
    if (places.length === 0) break; // all of it is left out
    const [holder, key] = places[random.integer(0, places.length - 1)]!;
    const [otherHolder, otherKey] = places[random.integer(0, places.length - 1)]!;
    random.pick<() => void>([
      () => void (holder[key] = structuredClone(random.pick(nasty))),
      () => void (holder[key] = structuredClone(otherHolder[otherKey])),
      () => void (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
      () => void (holder[`${key}!`] = structuredClone(holder[key])),
      () => void (holder[key] = [holder[key], structuredClone(holder[key])]),
    ])();
  }
  return mutated.root;
}

/** The same XML with texts and attributes replaced, and elements left out or doubled. */
export function mutateXml(xml: string, random: Random): string {
  let mutated = xml;
  for (let times = random.integer(1, 4); times > 0; times--) {
    const pattern = random.pick([/>([^<>]+)</g, /="([^"]*)"/g, /<(\w+:\w+)[^<>]*>[^<>]*<\/\1>/g]);
    const found = [...mutated.matchAll(pattern)];
    const one = found[random.integer(0, Math.max(0, found.length - 1))];
    if (!one) continue;
    const whole = one[0];
    const other = String(random.pick(nasty));
    const instead = whole.startsWith('>')
      ? `>${random.next() < 0.5 ? other : escaped(other)}<`
      : whole.startsWith('=')
        ? `="${escaped(other)}"`
        : random.pick(['', whole + whole, whole.repeat(50)]);
    mutated = mutated.slice(0, one.index) + instead + mutated.slice(one.index + whole.length);
  }
  return mutated;
}

const escaped = (text: string): string => text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);

type Holder = Record<string, unknown>;

function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap(
    (key) => [[value as Holder, key], ...placesIn((value as Holder)[key])] as [Holder, string][],
  );
}
