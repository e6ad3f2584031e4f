/** Lengths by country, from the IBAN registry (ISO 13616-2, release 100). */
const lengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 ' +
    'FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 ' +
    'MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ' +
    'SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((each) => [each.slice(0, 2), Number(each.slice(2))]),
);

/** Where one may begin: not in the middle of a word, though `IBAN` may stand right before it. */
const START = /(?<![\p{L}\p{N}])(?:iban)?(?=[a-z]{2}[\s.-]?\d)/giu;
const SEPARATOR = /[\s.\u00ad\u200b\u2010\u2011-]/;
const LONGEST = 34;

export interface Found {
  start: number;
  end: number;
}

/** The IBANs in a text, however they are grouped: of the length of their country and with right check digits, in order and without overlap. */
export function findIbans(text: string): Found[] {
  const found: Found[] = [];
  for (const { index, 0: before } of text.matchAll(START)) {
    const start = index + before.length;
    if (start < (found.at(-1)?.end ?? 0)) continue;
    const { plain, ends } = characters(text, start);
    const length = lengths.get(plain.slice(0, 2)) ?? 0;
    const end = ends[length - 1];
    if (end === undefined || /^[\p{L}\p{N}]/u.test(text.slice(end, end + 2))) continue;
    if (hasRightCheckDigits(plain.slice(0, length))) found.push({ start, end });
  }
  return found;
}

/** Capital letters and digits from here on, with the place after each; up to two separators may stand between two of them. */
function characters(text: string, start: number): { plain: string; ends: number[] } {
  let plain = '';
  const ends: number[] = [];
  for (let at = start, apart = 0; at < text.length && plain.length < LONGEST && apart <= 2; at++) {
    const character = text[at]!;
    if (/[a-z0-9]/i.test(character)) {
      plain += character.toUpperCase();
      ends.push(at + 1);
      apart = 0;
    } else if (SEPARATOR.test(character)) apart += 1;
    else break;
  }
  return { plain, ends };
}

/** ISO 7064, MOD 97-10: the first four characters go to the end, letters count from 10. */
export function hasRightCheckDigits(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
