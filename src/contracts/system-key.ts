/** A system as breakers, parked runs and watches know it: a drill's, on queues of its own, is another than the real one of that name. */
export function systemKey(system: string, mainQueue: string): string {
  return mainQueue === 'seaworthy' ? system : `${mainQueue}.${system}`;
}
