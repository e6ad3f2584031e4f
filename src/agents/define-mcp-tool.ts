import { z } from 'zod';
import type { ApprovalRule } from '../contracts/activities';
import type { Json } from '../contracts/json';
import { McpAnswer } from '../integrations/mcp/mcp-answer';
import type { McpClient } from '../integrations/mcp/mcp-client';
import { digestOf } from '../ledger/digest-of';
import type { McpSystem } from './define-mcp-system';
import type { RunFacts, Tool, ToolCall, WriteLimit } from './define-tool';

export type McpArgs = Record<string, Json>;

interface McpBase {
  system: McpSystem;
  /** The tool's name at its server. */
  name: string;
  permission: string;
  about?: (args: McpArgs, facts: RunFacts) => boolean;
}

interface McpRead extends McpBase {
  effect: 'read';
}

interface McpWrite extends McpBase {
  effect: 'write';
  /** `idempotent`: the same arguments again have no second effect. `blind` where it is not said: the protocol has no way to ask. */
  write?: 'blind' | 'idempotent';
  /** The digest of the arguments where it is not given. */
  key?: (args: McpArgs) => string;
  approval?: (args: McpArgs, facts: RunFacts) => ApprovalRule | false;
  limits?: (args: McpArgs, facts: RunFacts) => readonly WriteLimit[];
  /** An error that the tool reports means that nothing was done. Else it is unknown, and a person looks. */
  errorsMeanNotDone?: boolean;
}

export type McpTool = Tool<McpClient, z.ZodType<McpArgs>, typeof McpAnswer> & { mcpTool: string };

const NOT_PINNED = 'Not to be used: nobody has looked at it and pinned it.';

/**
 * A tool of an MCP server. Effect, permission and kind of write are what we say, whatever the server hints at; the model is shown what was
 * pinned of it.
 */
export function defineMcpTool(declared: McpRead | McpWrite): McpTool {
  const { system, name, permission, about, effect } = declared;
  const pinned = system.mcp.pins[name]?.definition;
  const shared = {
    system,
    mcpTool: name,
    permission,
    description: pinned ? (pinned.description ?? pinned.title ?? name) : NOT_PINNED,
    input: (pinned ? z.fromJSONSchema(pinned.inputSchema) : z.strictObject({})) as z.ZodType<McpArgs>,
    output: McpAnswer,
    ...(about ? { about } : {}),
  };
  if (effect === 'read')
    return { ...shared, effect, run: (args, client, call) => client.call(name, args, { ...callOf(call), effect }) };
  const { write = 'blind', key = digestOf, approval, limits, errorsMeanNotDone = false } = declared;
  return {
    ...shared,
    effect,
    write,
    key,
    ...(approval ? { approval } : {}),
    ...(limits ? { limits } : {}),
    run: (args, client, call) => client.call(name, args, { ...callOf(call), effect, errorsMeanNotDone }),
  };
}

function callOf({ signal, timeoutMs, beforeSend, input }: ToolCall): Omit<Parameters<McpClient['call']>[2], 'effect'> {
  return { signal, timeoutMs, beforeSend, input };
}
