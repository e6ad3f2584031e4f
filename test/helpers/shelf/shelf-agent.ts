import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent';
import { defineSystem } from '../../../src/agents/define-system';
import { defineTool } from '../../../src/agents/define-tool';
import type { ToolCall } from '../../../src/agents/define-tool';
import type { Permit } from '../../../src/integrations/http/permit';
import { SystemError } from '../../../src/integrations/system-error';

class ShelfClient {
  constructor(
    private readonly url: string,
    private readonly permit: Permit,
  ) {}

  async send(method: string, path: string, call: ToolCall, body?: object, key?: string): Promise<unknown> {
    const write = method !== 'GET';
    await this.permit({ signal: call.signal, patient: false });
    if (write) call.beforeSend();
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        method,
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs)]),
        ...(body ? { body: JSON.stringify(body) } : {}),
        ...(key ? { headers: { 'idempotency-key': key } } : {}),
      });
    } catch (cause) {
      throw new SystemError('The shelf gave no answer.', {
        class: write ? 'unknown' : 'transient',
        system: 'shelf',
        cause,
      });
    }
    if (response.status === 422) throw new SystemError('The shelf refuses.', { class: 'rejected', system: 'shelf' });
    if (response.status === 429) {
      throw new SystemError('Too fast.', {
        class: 'rate-limited',
        system: 'shelf',
        retryAfterMs: 1000 * Number(response.headers.get('retry-after') ?? 1),
      });
    }
    if (!response.ok)
      throw new SystemError('The shelf is out of order.', {
        class: 'transient',
        system: 'shelf',
        code: String(response.status),
      });
    return response.json();
  }
}

const probing = (): ToolCall => ({
  ...{ signal: AbortSignal.timeout(1_500), timeoutMs: 1_500, beforeSend: () => undefined, reference: '', facts: {} },
});

const system = (name: string, inline: boolean) =>
  defineSystem({
    name,
    inline,
    untrusted: inline,
    ...(inline ? {} : { rps: 200 }),
    requestTimeoutMs: 1_500,
    settlesWithinMs: 500,
    retries: 2,
    connect: ({ env, permit }) => new ShelfClient(env['SHELF_URL']!, permit),
    probe: async (client) => void (await client.send('GET', '/ping', probing())),
  });
const shelf = system('shelf', false);
const inlineShelf = system('inline-shelf', true);

const Item = z.object({ item: z.string() });
const Sized = Item.extend({ bytes: z.number().int() });
const Found = z.object({ item: z.string(), text: z.string() });
const Done = z.object({ id: z.string() });

export const shelfAgent = defineAgent({
  name: 'shelf-keeping',
  version: 7,
  models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  instructions: 'You keep shelves.',
  limits: { turns: 60, usd: '5', malformed: 2, calls: 100, writes: 20, maxTokens: 1_000 },
  grants: ['read', 'write'],
  tools: {
    look: defineTool({
      system: inlineShelf,
      effect: 'read',
      permission: 'read',
      description: 'Looks at an item, inside the stretch.',
      input: Sized,
      output: Found,
      run: async ({ item, bytes }, client, call) =>
        Found.parse(await client.send('GET', `/items/${item}?bytes=${bytes}`, call)),
    }),
    fetch: defineTool({
      system: shelf,
      effect: 'read',
      permission: 'read',
      description: 'Fetches an item by the queue.',
      input: Sized,
      output: Found,
      run: async ({ item, bytes }, client, call) =>
        Found.parse(await client.send('GET', `/items/${item}?bytes=${bytes}`, call)),
    }),
    put: defineTool({
      system: shelf,
      effect: 'write',
      write: 'idempotent',
      permission: 'write',
      description: 'Puts an item; honours a key.',
      input: Item,
      output: Done,
      key: ({ item }) => item,
      run: async (args, client, call) => Done.parse(await client.send('POST', '/put', call, args, call.reference)),
    }),
    push: defineTool({
      system: shelf,
      effect: 'write',
      write: 'blind',
      permission: 'write',
      description: 'Pushes an item; nobody can tell afterwards.',
      input: Item,
      output: Done,
      key: ({ item }) => item,
      run: async (args, client, call) => Done.parse(await client.send('POST', '/push', call, args)),
    }),
    store: defineTool({
      system: shelf,
      effect: 'write',
      write: 'two-phase',
      permission: 'write',
      description: 'Stores an item for good.',
      input: Item.extend({ amount: z.string() }),
      output: Done,
      key: ({ item }) => item,
      approval: ({ amount }) =>
        Number(amount) > 100 && {
          rule: 'limit',
          role: 'lead',
          within: '2 hours',
          escalateTo: ['chief', 'owner'],
          ...(Number(amount) > 1_000 ? { approvers: 2 } : {}),
          ...(amount === '950' ? { reminders: 'every 1 second' } : {}),
          ...(amount === '960' ? { within: '2 days', calendar: 'business' } : {}),
        },
      draft: async (_args, client, call) => ({
        draft: Done.parse(await client.send('POST', '/drafts', call, { reference: call.reference })).id,
      }),
      find: async (_args, client, call) => {
        const drafts = z
          .array(z.object({ id: z.string(), committed: z.boolean() }))
          .parse(await client.send('GET', `/drafts?reference=${encodeURIComponent(call.reference)}`, call));
        const draft = drafts.find(({ committed }) => committed) ?? drafts[0];
        return draft ? { draft: draft.id, ...(draft.committed ? { output: { id: draft.id } } : {}) } : null;
      },
      commit: async (draft, _args, client, call) =>
        Done.parse(await client.send('POST', '/commit', call, { id: draft })),
    }),
    ungranted: defineTool({
      system: shelf,
      effect: 'write',
      write: 'blind',
      permission: 'burn',
      description: 'Burns the shelf.',
      input: Item,
      output: Done,
      key: ({ item }) => item,
      run: async (args, client, call) => Done.parse(await client.send('POST', '/push', call, args)),
    }),
    unlisted: defineTool({
      system: shelf,
      effect: 'write',
      write: 'blind',
      permission: 'write',
      description: 'Granted, but in no step.',
      input: Item,
      output: Done,
      key: ({ item }) => item,
      run: async (args, client, call) => Done.parse(await client.send('POST', '/push', call, args)),
    }),
  },
  outcomes: { note: z.object({ note: z.string() }) },
  retention: { zone: 'Europe/Berlin', rules: [] },
  input: z.object({}),
  subject: 'shelf',
  nameRun: () => Promise.resolve('shelf'),
});
