import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent';
import { defineMcpSystem } from '../../../src/agents/define-mcp-system';
import { defineMcpTool } from '../../../src/agents/define-mcp-tool';
import type { McpServer } from '../../../src/integrations/mcp/mcp-server';

/** An agent over the notes server, by the pins of a lock file. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the tools' types are the point
export function notesAgent(server: McpServer, lock: string) {
  const notes = defineMcpSystem({
    name: 'notes',
    lock,
    retries: 1,
    server: () => server,
    inputFrom: { role: 'keeper', within: '1 hour' },
  });
  return defineAgent({
    name: 'note-keeping',
    version: 1,
    models: ['claude-sonnet-5-5'],
    instructions: 'You keep notes.',
    limits: { turns: 10, usd: '5', malformed: 2, calls: 20, writes: 5, maxTokens: 1_000 },
    grants: ['notes'],
    tools: {
      readNote: defineMcpTool({ system: notes, name: 'read_note', effect: 'read', permission: 'notes' }),
      writeNote: defineMcpTool({ system: notes, name: 'write_note', effect: 'write', permission: 'notes' }),
    },
    outcomes: { note: z.object({ note: z.string() }) },
    retention: { zone: 'Europe/Berlin', rules: [] },
    input: z.object({}),
    subject: 'notes',
    nameRun: () => Promise.resolve('notes'),
  });
}
