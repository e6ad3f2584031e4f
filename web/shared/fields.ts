/** What a JSON value says under a name; nothing where it is no object. */
export function fieldIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** '' where it says no text. */
export function textIn(value: unknown, name: string): string {
  const text = fieldIn(value, name);
  return typeof text === 'string' ? text : '';
}

export function numberIn(value: unknown, name: string): number | undefined {
  const number = fieldIn(value, name);
  return typeof number === 'number' ? number : undefined;
}
