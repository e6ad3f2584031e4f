/** Lower case, digits and dashes: for names of runs. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/[^\w-]+/g, '')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
