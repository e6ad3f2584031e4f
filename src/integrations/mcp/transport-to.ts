import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { boundedFetch } from './bounded-fetch';
import type { Bounds } from './bounded-fetch';
import { ClientCredentials } from './client-credentials';
import type { McpServer } from './mcp-server';
import { aboutToSend, sending } from './sending';

/**
 * The SDK's transport to a server, which asks before a call leaves and takes no answer beyond `mostBytes`. A permit is taken for each request, or
 * for each call of a process.
 */
export function transportTo(
  server: McpServer,
  { mostBytes, permit }: Bounds,
): StdioClientTransport | StreamableHTTPClientTransport {
  if (server.type === 'http') {
    const url = new URL(server.url);
    return new StreamableHTTPClientTransport(url, {
      fetch: boundedFetch(url, { mostBytes, permit }),
      onInsufficientScope: 'throw', // asking again gives a machine no wider scope
      ...(server.oauth ? { authProvider: new ClientCredentials(server.oauth) } : {}),
    });
  }
  const { command, args = [], env = {}, cwd } = server;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'ignore', // what a server says there is nobody's business to log: it may quote documents
    maxBufferSize: mostBytes,
    ...(cwd ? { cwd } : {}),
  });
  // Not a subclass: the SDK probes a protocol era beside the process only for this very class.
  const send = transport.send.bind(transport);
  transport.send = async (message) => {
    if ('method' in message && message.method === 'tools/call') {
      await permit?.({ signal: sending.getStore()?.signal, patient: false });
      aboutToSend();
    }
    await send(message);
  };
  return transport;
}
