/** Workflows that drills are written for: their papers, books, attackers and people have to be made up. */
export const DRILLED: readonly string[] = ['invoice-exceptions'];

/** Puts its samples through, with a stand-in for people. */
export function rehearse(workflow: string): string {
  return `npx seaworthy up ${workflow} --once --rehearse`;
}

/** What to do for the evidence of a drill. */
export function drillCommand(workflow: string, ...kinds: readonly string[]): string {
  if (DRILLED.includes(workflow)) return kinds.map((kind) => `npx seaworthy drill ${workflow} --${kind}`).join(' and ');
  return `No drill is written for ${workflow} (docs/drills.md): what its tests show instead, a waiver may name (npx seaworthy readiness waive).`;
}
