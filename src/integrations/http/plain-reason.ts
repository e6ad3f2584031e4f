const REPLACEMENTS: [RegExp, string][] = [
  [/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' '], // control, format (bidi, zero width) and line separators
  [/[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+/g, '[address]'],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g, '[account]'],
  [/\b(?:Bearer|Basic)\s+\S+/gi, '[credential]'],
  [/\s+/g, ' '],
];

/** What a system says of itself, made fit for an error message: one line, bounded, no addresses, accounts or credentials. */
export function plainReason(text: string): string {
  return REPLACEMENTS.reduce((plain, [pattern, to]) => plain.replace(pattern, to), text.slice(0, 2000))
    .trim()
    .slice(0, 300);
}
