/** As a text in a query of Temporal's visibility. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
