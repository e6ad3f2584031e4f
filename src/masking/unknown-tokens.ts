/** What is said to whoever used tokens that stand for nothing in the run: made up, copied wrongly, or planted in a document. */
export function unknownTokens(found: readonly string[]): string {
  return `${found.slice(0, 3).join(', ')} stands for nothing in this run. Copy such a token exactly from what you were shown, or leave it out.`;
}
