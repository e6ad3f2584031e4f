export function drive(
  run: (turns: number, bytes: number, id: string) => Promise<number>,
  options?: { stored?: (ids: string[]) => Promise<number>; stop?: () => Promise<void> },
): void;
