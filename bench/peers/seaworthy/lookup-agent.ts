import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent';
import { defineSystem } from '../../../src/agents/define-system';
import { defineTool } from '../../../src/agents/define-tool';
import type { ToolCall } from '../../../src/agents/define-tool';
import type { SystemHttp } from '../../../src/integrations/http/system-http';

const Asked = z.object({ item: z.number(), size: z.number() });
const Found = z.object({ result: z.string() });

class Items {
  constructor(private readonly http: SystemHttp) {}

  look(body: z.infer<typeof Asked>, call: ToolCall): Promise<z.infer<typeof Found>> {
    return this.http.send({ method: 'POST', path: '/lookup', body, effect: 'read' }, Found, call);
  }
}

const items = (name: string, inline: boolean) =>
  defineSystem({
    name,
    inline,
    requestTimeoutMs: 5_000,
    settlesWithinMs: 500,
    retries: 2,
    http: (env) => ({ baseUrl: env['TOOL_URL']! }),
    connect: ({ http }) => new Items(http),
  });

const lookup = (name: string, inline: boolean) =>
  defineTool({
    system: items(name, inline),
    effect: 'read',
    permission: 'read',
    description: 'Looks up an item.',
    input: Asked,
    output: Found,
    run: (asked, client, call) => client.look(asked, call),
  });

const agentOf = (name: string, inline: boolean) =>
  defineAgent({
    name,
    version: 1,
    models: ['claude-haiku-5-5'],
    instructions: 'You are a careful agent. Look items up, then answer.',
    limits: { turns: 200, usd: '1000', runUsd: '1000', malformed: 2, calls: 200, writes: 1, maxTokens: 1_000 },
    grants: ['read'],
    tools: { lookup: lookup(inline ? 'items' : 'queued-items', inline) },
    outcomes: { note: z.object({ note: z.string() }) },
    retention: { zone: 'Europe/Berlin', rules: [] },
    input: z.object({ task: z.string() }),
    subject: 'lookup',
    nameRun: () => Promise.resolve('lookup'),
  });

/** What the peers run as well: a model call and a tool call per turn. */
export const lookupAgent = agentOf('lookup', true);
/** The same, over the task queue of the system. */
export const queuedAgent = agentOf('queued-lookup', false);
