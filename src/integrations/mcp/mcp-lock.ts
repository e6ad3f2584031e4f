import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import { digestOfTool, ToolDefinition } from './tool-definition';

const Pin = z.object({ digest: z.string(), definition: ToolDefinition });
const Pins = z.record(z.string(), Pin);
const Lock = z.object({ version: z.literal(1), systems: z.record(z.string(), Pins) });

/** What people have looked at and taken, by the tool's name at its server. */
export type Pins = z.infer<typeof Pins>;

/** The pins of every system; none where there is no file yet. @throws SeaworthyError `Config.Invalid` where it was written by hand */
export function readMcpLock(file: string): Readonly<Record<string, Pins>> {
  if (!existsSync(file)) return {};
  const { systems } = parsed(file);
  for (const [system, pins] of Object.entries(systems))
    for (const [tool, { digest, definition }] of Object.entries(pins))
      if (digest !== digestOfTool(definition) || definition.name !== tool)
        throw new SeaworthyError(
          'Config.Invalid',
          `${file}: ${tool} of ${system} does not have its digest. Look at the change, then run \`seaworthy mcp pin ${system}\`.`,
        );
  return systems;
}

/** Puts the definitions in the place of what was pinned of a system. In a stable order, so that a change of it reads well in a review. */
export function writeMcpLock(file: string, system: string, definitions: readonly ToolDefinition[]): void {
  const sorted = [...definitions].sort((one, other) => (one.name < other.name ? -1 : 1));
  const pins = Object.fromEntries(
    sorted.map((definition) => [definition.name, { digest: digestOfTool(definition), definition }]),
  );
  const systems = { ...(existsSync(file) ? parsed(file).systems : {}), [system]: pins };
  const ordered = Object.fromEntries(Object.entries(systems).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ version: 1, systems: ordered }, undefined, 2)}\n`);
}

function parsed(file: string): z.infer<typeof Lock> {
  try {
    return Lock.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new SeaworthyError('Config.Invalid', `${file} cannot be read. Restore it from version control.`);
  }
}
