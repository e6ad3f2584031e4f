// Needs a Temporal dev server and PostgreSQL (stack); gateway and worker are processes of their own (Jest keeps the exporter from sending), the worker is killed; ERP, mailbox, model and collector are stand-ins over real sockets.
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createClient } from '../../client';
import { attr } from '../../src/telemetry/attributes';
import { startCollectorStandIn } from '../../standins/collector/start-collector-stand-in';
import type { CollectorStandIn } from '../../standins/collector/start-collector-stand-in';
import { eventually } from '../helpers/eventually';
import { readSamples, reviewerFor, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';
import { kill, startWorkerProcess } from '../helpers/worker-process';
import { startGatewayProcess } from './gateway-process';

/** Names in the registries of the GenAI and MCP conventions, and the general one of errors. */
const REGISTRY = new Set([
  ...['operation.name', 'provider.name', 'request.model', 'request.max_tokens', 'request.stream'].map(genAi),
  ...['response.model', 'response.finish_reasons', 'response.time_to_first_chunk', 'conversation.id'].map(genAi),
  ...['usage.input_tokens', 'usage.output_tokens', 'usage.cache_read.input_tokens'].map(genAi),
  ...['usage.cache_write.input_tokens', 'agent.name', 'workflow.name', 'tool.name', 'tool.call.id'].map(genAi),
  ...['input.messages', 'output.messages'].map(genAi),
  ...['error.type', 'mcp.method.name', 'mcp.protocol.version', 'mcp.session.id', 'network.transport'],
]);

function genAi(name: string): string {
  return `gen_ai.${name}`;
}

const price = readSamples().find(({ file }) => file.startsWith('02'))!;

let stack: InvoiceStack;
let receiver: CollectorStandIn;
let worker: ChildProcess | undefined;
beforeAll(async () => {
  [stack, receiver] = await Promise.all([startInvoiceStack([price]), startCollectorStandIn()]);
}, 900_000);
afterAll(async () => {
  if (worker) await kill(worker);
  await stack.close();
  await receiver.close();
});

it('asks for no name that is not in the registries', () => {
  for (const name of Object.values(attr)) expect(REGISTRY).toContain(name);
});

it('one run is one connected trace, also when its worker was killed, and nothing of its content is in it', async () => {
  const otel = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`, OTEL_BSP_SCHEDULE_DELAY: '50' };
  const start = (): Promise<ChildProcess> =>
    startWorkerProcess({ ...stack.env, ...otel }, path.join(__dirname, '../../worker.ts'));
  const gateway = await startGatewayProcess({ ...stack.env, ...otel });
  try {
    const slow = { kind: 'slow', match: { method: 'GET' }, effect: 'first', delayMs: 4_000, rate: 1, seed: 1 } as const;
    stack.erp.faults.set([slow]);
    worker = await start();
    const client = createClient({ url: gateway.url, as: 'starter' });
    const { run } = await client.start('invoice-exceptions', { document: price.bytes, filename: price.file });
    const asking = (): boolean => performance.now() - (stack.erp.arrivals().at(-1) ?? -Infinity) < 1_000;
    await eventually(() => asking() && receiver.spans.some(({ name }) => name.startsWith('chat ')), 90);
    await kill(worker); // within an activity: the ERP takes its time to answer
    stack.erp.faults.set([]);
    worker = await start();
    const review = stack.review(reviewerFor(() => false));
    await client.result(run, { timeoutMs: 90_000 });
    await review.stop();
    await eventually(() => receiver.spans.some(({ name }) => name === 'invoke_workflow invoiceExceptions'));
  } finally {
    await gateway.close();
  }
  const { spans } = receiver;
  expect(new Set(spans.map(({ trace }) => trace)).size).toBe(1);
  const ids = spans.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length); // replay told nothing twice
  const hanging = spans.filter(({ parent }) => !ids.includes(parent));
  expect(hanging.map(({ name }) => name)).toEqual(['start invoiceExceptions']);
  const names = spans.map(({ name }) => name);
  expect(names.some((name) => name.startsWith('execute_tool '))).toBe(true);
  expect(names).toEqual(
    expect.arrayContaining(['invoke_agent invoice-exceptions', 'invoke_workflow invoiceExceptions']),
  );
  expect(spans.filter(({ attributes }) => attributes[attr.errorType] === 'lost').length).toBeGreaterThan(0);
  for (const { attributes } of spans) for (const name of Object.keys(attributes)) expect(REGISTRY).toContain(name);
  expect(JSON.stringify(spans)).not.toMatch(/papierkram|messages|IBAN/i);
}, 900_000);
