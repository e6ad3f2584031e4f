/** `customer-support` → `customerSupport` */
export function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** `customer-support` → `CustomerSupport` */
export function pascal(name: string): string {
  return camel(name).replace(/^./, (letter) => letter.toUpperCase());
}

/** `customer-support` → `CUSTOMER_SUPPORT`, as settings are called. */
export function upper(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}

/** A text as a literal of TypeScript. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A text within a comment or a template literal, on one line. */
export function inComment(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('*/', '* /')
    .replace(/[\\`]|\$(?=\{)/g, '\\$&');
}
