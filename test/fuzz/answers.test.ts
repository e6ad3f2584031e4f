// Needs free ports: answers of model and ERP, mutated on their way, against our clients on real sockets.
import { createModel } from '../../src/integrations/anthropic/create-model';
import type { ModelRequest } from '../../src/integrations/anthropic/model';
import { SystemError } from '../../src/integrations/system-error';
import { startModelStandIn } from '../../standins/model/start-model-stand-in';
import type { Random } from '../../standins/erp/random';
import { startErpStandIn } from '../../standins/erp/start-erp-stand-in';
import { makeCases } from '../chaos/cases';
import { connectErp } from '../integrations/erp/connect-erp';
import { startTinyServer } from '../integrations/http/tiny-server';
import type { Answer } from '../integrations/http/tiny-server';
import { fuzz, fuzzTimeoutMs } from './fuzzing';
import { mutateBytes, mutateJson } from './mutate';

const request: ModelRequest = {
  model: 'claude-sonnet-5-5',
  maxTokens: 1000,
  system: 'You look things up.',
  tools: [
    {
      name: 'look',
      description: 'Looks at an item.',
      input_schema: {
        type: 'object',
        properties: { item: { type: 'string' } },
        required: ['item'],
        additionalProperties: false,
      },
      strict: true,
    },
  ],
  messages: [{ role: 'user', content: 'What is it?' }],
};

/** Some of the events of a stream. */
function mutateEvents(body: string, random: Random): string {
  return body.replace(/^data: (.+)$/gm, (line, data: string) =>
    random.next() < 0.3 ? `data: ${JSON.stringify(mutateJson(JSON.parse(data), random)) ?? ''}` : line,
  );
}

/** Only what the client itself calls a failure of the system. */
async function clear(attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    expect(error).toBeInstanceOf(SystemError);
  }
}

it(
  'a mutated answer of the model is an answer, or a failure of the provider: nothing else, and in its time',
  async () => {
    const standIn = await startModelStandIn({
      reasoner: () => ({
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', name: 'look', input: { item: 'a' } },
        ],
      }),
    });
    let answer: Answer = {};
    const between = await startTinyServer(() => answer);
    try {
      const taken = await fetch(`${standIn.url}/v1/messages`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
        body: JSON.stringify({
          model: request.model,
          max_tokens: 1000,
          messages: request.messages,
          tools: request.tools,
          stream: true,
        }),
      });
      const headers = { 'content-type': 'text/event-stream' };
      const body = await taken.text();
      expect(body).toContain('message_stop');
      const model = createModel({ apiKey: 'x', baseURL: between.url, timeoutMs: 2_000 });
      await fuzz('model answer', async (random) => {
        const bytes =
          random.next() < 0.4 ? mutateBytes(Buffer.from(body), random) : Buffer.from(mutateEvents(body, random));
        answer = { headers, body: bytes };
        await clear(model.think(request, { signal: AbortSignal.timeout(10_000) }));
      });
    } finally {
      await between.close();
      await standIn.close();
    }
  },
  fuzzTimeoutMs,
);

it(
  'a mutated answer of the ERP is what it should be, or a failure of the ERP: nothing else, and in its time',
  async () => {
    const { books } = makeCases(1, 3);
    const standIn = await startErpStandIn({ seed: books, requestsPerSecond: 100_000, pageSize: 2 });
    let mutate = (body: string): Buffer => Buffer.from(body);
    const bent: typeof fetch = async (...asked) => {
      const { status, headers, ...answer } = await fetch(...asked).then(async (response) => ({
        ...{ status: response.status, headers: response.headers },
        body: await response.text(),
      }));
      return new Response(mutate(answer.body), { status, headers });
    };
    try {
      const [supplier] = books.suppliers;
      const [order] = books.orders;
      const client = connectErp({
        baseUrl: standIn.url,
        clientId: 'seaworthy',
        clientSecret: 'stand-in',
        requestTimeoutMs: 2_000,
        fetch: bent,
      });
      await client.findSupplier({ name: supplier!.name }); // its token is not what is mutated
      const asks = [
        () => client.findSupplier({ name: supplier!.name, vatId: supplier!.vatId }),
        () => client.ordersOf(supplier!.id),
        () => client.receiptsOf({ supplier: supplier!.id, number: order!.number }),
        () =>
          client.contractPrices(
            supplier!.id,
            order!.lines.map(({ item }) => item),
          ),
        () => client.invoicesOf(supplier!.id),
        () => client.findDraft('run/none'),
      ];
      await fuzz('ERP answer', async (random, index) => {
        mutate = (body) =>
          random.next() < 0.4
            ? mutateBytes(Buffer.from(body), random)
            : Buffer.from(JSON.stringify(mutateJson(JSON.parse(body), random)) ?? '');
        await clear(asks[index % asks.length]!());
      });
      expect(standIn.books().counts).toMatchObject({ vouchers: 0, drafts: 0 });
    } finally {
      await standIn.close();
    }
  },
  fuzzTimeoutMs,
);
