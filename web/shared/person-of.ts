/** `issuer|subject` → `subject`. */
export function personOf(name: string): string {
  return name.slice(name.indexOf('|') + 1);
}
