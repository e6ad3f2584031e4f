import { SeaworthyError } from '../contracts/errors';
import { McpClient } from '../integrations/mcp/mcp-client';
import { readMcpLock } from '../integrations/mcp/mcp-lock';
import type { Pins } from '../integrations/mcp/mcp-lock';
import type { McpServer } from '../integrations/mcp/mcp-server';
import { SystemError } from '../integrations/system-error';
import type { Permit } from '../integrations/http/permit';
import { inCheckout } from '../in-checkout';
import { defineSystem } from './define-system';
import type { Platform, System } from './define-system';

/** The lock file of the project: what people have looked at. */
const LOCK = inCheckout('mcp.lock.json');

export interface McpSystem extends System<McpClient> {
  mcp: {
    pins: Pins;
    /** The file that the pins are in. */
    lock: string;
    client(env: NodeJS.ProcessEnv): McpClient;
  };
}

interface Declared extends Partial<
  Pick<System, 'rps' | 'untrusted' | 'requestTimeoutMs' | 'settlesWithinMs' | 'retries' | 'asksPeopleAfterMs'>
> {
  name: string;
  /** Where the server is. @throws SeaworthyError `Config.Invalid` where a setting is missing: its tools then say so */
  server: (env: NodeJS.ProcessEnv) => McpServer;
  /** Who fills in what the server asks for before it goes on; without anybody, such a call is rejected. */
  inputFrom?: { role: string; within: string };
  /** Of one answer, as it is given to an agent. */
  mostCharacters?: number;
  lock?: string;
}

/** A system whose tools are those of an MCP server. What it answers is text of others unless it is said that it is not. */
export function defineMcpSystem({ server, inputFrom, mostCharacters, lock = LOCK, ...declared }: Declared): McpSystem {
  const { name } = declared;
  const pins = readMcpLock(lock)[name] ?? {};
  const system = { untrusted: true, requestTimeoutMs: 20_000, settlesWithinMs: 5_000, retries: 4, ...declared };
  const client = (env: NodeJS.ProcessEnv, permit?: Permit): McpClient => {
    const { requestTimeoutMs } = system;
    const options = { name, pins, requestTimeoutMs, inputFrom, permit, ...(mostCharacters ? { mostCharacters } : {}) };
    return new McpClient({ ...options, server: () => configured(name, server, env) });
  };
  return {
    ...defineSystem({
      ...system,
      inline: false,
      connect: ({ env, permit }: Platform) => client(env, system.rps === undefined ? undefined : permit),
      disconnect: (connected) => connected.close(),
      probe: async (connected) => void (await connected.tools()),
    }),
    mcp: { pins, lock, client },
  };
}

export function isMcpSystem(system: System): system is McpSystem {
  return 'mcp' in system;
}

/** A server that is not set up is nothing to try again. */
function configured(system: string, server: Declared['server'], env: NodeJS.ProcessEnv): McpServer {
  try {
    return server(env);
  } catch (error) {
    if (!(error instanceof SeaworthyError) || error.code !== 'Config.Invalid') throw error;
    throw new SystemError(`${system} is not set up here: ${error.detail ?? ''}`, {
      class: 'rejected',
      system,
      code: 'not-set-up',
    });
  }
}
