import { McpServer } from '@modelcontextprotocol/server';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Problem } from '../../contracts/http';
import { mcpTools } from './tools';
import type { McpTool } from './tools';

export type Ask = (request: ReturnType<McpTool['request']>) => Promise<{ statusCode: number; body: string }>;

/** The tools over the routes of the gateway: `ask` sends a request as whoever calls. */
export function createMcpServer(ask: Ask): McpServer {
  const server = new McpServer(
    { name: 'seaworthy', version: '1' },
    {
      instructions:
        'Starts runs of governed workflows and says how they stand. Where a run waits for a person, tell your own; you cannot decide.',
    },
  );
  for (const tool of mcpTools) {
    const { name, title, description, annotations, input, output } = tool;
    const told = { title, description, annotations, inputSchema: input, outputSchema: output };
    server.registerTool(name, told, async (args): Promise<CallToolResult> => {
      const answer = await ask(tool.request(args as never));
      if (answer.statusCode >= 400) return refusal(answer.body);
      // Parsed, so that what a tool does not tell is left out.
      const structuredContent = output.parse(JSON.parse(answer.body));
      return { structuredContent, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
    });
  }
  return server;
}

function refusal(body: string): CallToolResult {
  const { code, title, detail } = JSON.parse(body) as Problem;
  return { isError: true, content: [{ type: 'text', text: [`${code}:`, detail, title].filter(Boolean).join(' ') }] };
}
