import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { McpClient } from '../../src/integrations/mcp/mcp-client';
import type { McpCall, McpClientOptions } from '../../src/integrations/mcp/mcp-client';
import type { Pins } from '../../src/integrations/mcp/mcp-lock';
import type { McpServer } from '../../src/integrations/mcp/mcp-server';
import { digestOfTool } from '../../src/integrations/mcp/tool-definition';
import type { ToolDefinition } from '../../src/integrations/mcp/tool-definition';

export interface Notes {
  folder: string;
  server: McpServer;
  /** What the server says of `read_note` from now on. */
  describe(description: string): void;
  /** What was really done. */
  calls(): string[];
}

/** The notes server, not yet started: whoever connects starts a process. */
export function notesServer(): Notes {
  const folder = mkdtempSync(path.join(process.env['SEAWORTHY_TEST_FOLDER'] ?? tmpdir(), 'notes-'));
  mkdirSync(folder, { recursive: true });
  const describe = (description: string): void =>
    writeFileSync(path.join(folder, 'definition.json'), JSON.stringify({ description }));
  describe('Reads a note.');
  writeFileSync(path.join(folder, 'calls.txt'), '');
  return {
    folder,
    server: { type: 'stdio', command: process.execPath, args: [path.join(__dirname, 'notes-server.mjs'), folder] },
    describe,
    calls: () => readFileSync(path.join(folder, 'calls.txt'), 'utf8').split('\n').filter(Boolean),
  };
}

function pinsOf(definitions: readonly ToolDefinition[]): Pins {
  return Object.fromEntries(
    definitions.map((definition) => [definition.name, { digest: digestOfTool(definition), definition }]),
  );
}

/** What a server offers now, as if people had looked at it. */
export async function pinned(server: McpServer, options: Partial<McpClientOptions> = {}): Promise<Pins> {
  const client = clientOf(server, {}, options);
  const pins = pinsOf(await client.tools());
  await client.close();
  return pins;
}

export function clientOf(server: McpServer, pins: Pins, options: Partial<McpClientOptions> = {}): McpClient {
  return new McpClient({ name: 'notes', server: () => server, pins, requestTimeoutMs: 10_000, ...options });
}

export const asRead: McpCall = {
  signal: new AbortController().signal,
  timeoutMs: 10_000,
  beforeSend: () => undefined,
  effect: 'read',
};
