import { Command } from 'commander';

/** What a command prints, run in this process; `add` makes it known, as `main` does. Rejects with what the command throws. */
export async function printed(add: readonly ((program: Command) => void)[], ...args: string[]): Promise<string> {
  const out: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (out.push(String(text)), true));
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  for (const each of add) each(program);
  try {
    await program.parseAsync(['node', 'seaworthy', ...args]);
  } finally {
    write.mockRestore();
  }
  return out.join('');
}
