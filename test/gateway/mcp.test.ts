// Needs a Temporal dev server and PostgreSQL (stack); the client is the protocol's own.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { mcpTools } from '../../src/gateway/mcp/tools';
import { openOffice } from './office';
import type { Office } from './office';

let office: Office;
const clients: Client[] = [];

beforeAll(async () => {
  office = await openOffice();
  await office.worker();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await office.close();
});

async function connect(mode: 'legacy' | 'auto' = 'auto'): Promise<Client> {
  const client = new Client({ name: 'another-agent', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', office.gateway.url), {
      requestInit: { headers: { 'seaworthy-as': 'starter' } },
    }),
  );
  clients.push(client);
  return client;
}

type Told = Record<string, unknown>;

async function call(client: Client, name: string, args: Told): Promise<Told> {
  const { structuredContent, isError, content } = await client.callTool({ name, arguments: args });
  expect({ isError: isError ?? false, content }).toMatchObject({ isError: false });
  return structuredContent as Told;
}

describe.each(['auto', 'legacy'] as const)('another agent (%s)', (mode) => {
  it('starts a run, asks how it stands, and waits for it', async () => {
    const client = await connect(mode);
    const number = `m-${mode}`;
    const args = { workflow: 'order-paper', input: { number, amount: '500' }, idempotencyKey: number };
    const { run } = (await call(client, 'start_run', args)) as { run: string };
    expect(await call(client, 'start_run', args)).toMatchObject({ run });
    expect(await call(client, 'wait_for_run', { run })).toMatchObject({ status: 'waiting', role: 'lead' });
    const { approvals } = (await call(client, 'list_waiting', { run })) as { approvals: { id: string }[] };
    expect(approvals).toEqual([expect.objectContaining({ run, step: 'buy', gate: 'approval', role: 'lead' })]);
    expect(approvals[0]).not.toHaveProperty('args');
    expect(await call(client, 'list_runs', { status: 'waiting' })).toMatchObject({
      runs: expect.arrayContaining([expect.objectContaining({ run })]) as unknown,
    });
    await office.client.decide(approvals[0]!.id, { decision: 'approve' });
    expect(await call(client, 'wait_for_run', { run, until: 'ended' })).toMatchObject({ result: { end: 'done' } });
    expect(await call(client, 'get_run', { run })).toMatchObject({ status: 'ended', documents: [] });
  });
});

it('stores a document and cancels a run', async () => {
  const client = await connect();
  const content = await readFile(join(__dirname, '../../samples/01-clean-nordhafen-schrauben.xml'), 'utf8');
  const { id } = (await call(client, 'put_document', { content, filename: 'eins.xml' })) as { id: string };
  expect(Buffer.from(await office.client.document(id)).toString()).toBe(content);
  const { run } = await office.order({ number: 'm-cancel', amount: '500' });
  expect(await call(client, 'cancel_run', { run })).toEqual({ status: 'cancelling' });
  expect(await office.client.result(run)).toMatchObject({ end: 'cancelled' });
});

it('is told why something was refused', async () => {
  const client = await connect();
  const unknown = await client.callTool({ name: 'get_run', arguments: { run: 'run_none' } });
  expect(unknown).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/^Run\.Unknown: /) as string }],
  });
  const wrong = await client.callTool({ name: 'start_run', arguments: { workflow: 'order-paper', input: {} } });
  expect(wrong).toMatchObject({
    content: [{ text: expect.stringMatching(/^Input\.Invalid: input\.number/) as string }],
  });
});

it('cannot decide: no tool does, and none of them reaches the route that does', async () => {
  const client = await connect();
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(
    ['cancel_run', 'get_run', 'list_runs', 'list_waiting', 'put_document', 'start_run', 'wait_for_run'].sort(),
  );
  for (const { outputSchema, annotations } of tools) {
    expect(outputSchema).toMatchObject({ type: 'object' });
    expect(annotations).toHaveProperty('readOnlyHint');
  }
  const { approval } = await office.order({ number: 'm-decide', amount: '500' });
  for (const name of ['decide', 'approve', 'answer', 'edit', 'delegate']) {
    const tried = await client.callTool({ name, arguments: { approval, decision: 'approve' } }).catch(() => undefined);
    expect(tried?.isError ?? true).toBe(true);
  }
  // Whatever is put into the arguments, what is asked for is not a decision.
  const crafted = `${approval}/decisions`;
  for (const tool of mcpTools) {
    const values = Object.fromEntries(
      Object.keys(tool.input.shape).map((key) => [key, `x/../../../v1/approvals/${crafted}`]),
    );
    await client.callTool({ name: tool.name, arguments: { ...values, decision: 'approve' } }).catch(() => undefined);
    const { url } = tool.request({ ...values, content: '', encoding: 'utf-8' } as never);
    const { pathname } = new URL(url, 'http://gateway');
    if (tool.input.shape['run'] === undefined) expect(pathname).not.toContain('/decisions');
  }
  expect(await office.client.approval(approval)).toMatchObject({ status: 'open', approved: 0 });
});

it('a page of another site reaches no tool', async () => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'seaworthy-as': 'starter',
  };
  const foreign = { ...headers, origin: 'https://evil.example' };
  expect((await fetch(`${office.gateway.url}/mcp`, { method: 'POST', body, headers: foreign })).status).toBe(403);
  expect((await fetch(`${office.gateway.url}/mcp`, { headers })).status).toBe(405);
});
