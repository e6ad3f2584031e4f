// Needs nothing but the package: the everything server is a process of its own.
import { McpAnswer } from '../../src/integrations/mcp/mcp-answer';
import type { McpClient } from '../../src/integrations/mcp/mcp-client';
import { ToolChanged } from '../../src/integrations/mcp/tool-changed';
import { SystemError } from '../../src/integrations/system-error';
import { asRead, clientOf, pinned } from './notes';

const server = {
  type: 'stdio' as const,
  command: process.execPath,
  args: [require.resolve('@modelcontextprotocol/server-everything/dist/index.js'), 'stdio'],
};
let client: McpClient;
let offered: string[];

beforeAll(async () => {
  const options = { inputFrom: { role: 'clerk', within: '1 day' } };
  const first = clientOf(server, {}, options);
  offered = (await first.tools()).map(({ name }) => name);
  await first.close();
  client = clientOf(server, await pinned(server, options), options);
});
afterAll(() => client.close());

/** Arguments for each, and what is expected of it. */
const tools: [name: string, args: Record<string, unknown>, expected: object][] = [
  ['echo', { message: 'hello' }, { text: 'Echo: hello' }],
  ['get-sum', { a: 2, b: 3 }, { text: 'The sum of 2 and 3 is 5.' }],
  [
    'get-annotated-message',
    { messageType: 'error', includeImage: true },
    { attachments: [{ type: 'image', mimeType: 'image/png' }] },
  ],
  ['get-env', {}, { text: expect.not.stringContaining('SEAWORTHY') as string }],
  ['get-resource-links', { count: 2 }, { attachments: [{ type: 'resource_link' }, { type: 'resource_link' }] }],
  ['get-resource-reference', { resourceType: 'Text', resourceId: 1 }, { attachments: [{ type: 'resource' }] }],
  [
    'get-resource-reference',
    { resourceType: 'Blob', resourceId: 1 },
    { attachments: [{ type: 'resource', bytes: expect.any(Number) as number }] },
  ],
  ['get-structured-content', { location: 'Chicago' }, { structured: { conditions: expect.any(String) as string } }],
  ['get-tiny-image', {}, { attachments: [{ type: 'image', mimeType: 'image/png' }] }],
  [
    'gzip-file-as-resource',
    { name: 'a.gz', data: 'data:text/plain,hello', outputType: 'resource' },
    { attachments: [{ type: 'resource' }] },
  ],
  ['toggle-simulated-logging', {}, { text: expect.any(String) as string }],
  ['toggle-subscriber-updates', {}, { text: expect.any(String) as string }],
  [
    'trigger-long-running-operation',
    { duration: 0.5, steps: 5 },
    { text: expect.stringContaining('completed') as string },
  ],
];

it.each(tools)('%s %j', async (name, args, expected) => {
  const answer = await client.call(name, args, asRead);
  expect(McpAnswer.parse(answer)).toMatchObject(expected);
});

it('each that it offers is gone through; what asks for people or models in the middle of a call is declined, and survived', async () => {
  const tried = new Set(tools.map(([name]) => name));
  for (const name of offered.filter((each) => !tried.has(each))) {
    const call = client.call(
      name,
      { prompt: 'x', topic: 'x', url: 'https://example.com' },
      { ...asRead, timeoutMs: 5_000 },
    );
    await call.catch((error: unknown) => {
      expect(error).toBeInstanceOf(SystemError);
      expect(error).not.toBeInstanceOf(ToolChanged);
    });
  }
  expect(offered).toEqual(expect.arrayContaining([...tried]));
  expect(await client.call('echo', { message: 'still there' }, asRead)).toEqual({ text: 'Echo: still there' });
});

it('wrong arguments are refused in a plain line', async () => {
  const error = await client.call('get-sum', { a: 'two' }, asRead).catch((thrown: unknown) => thrown as SystemError);
  expect(error).toMatchObject({ class: 'rejected' });
  expect((error as SystemError).message.length).toBeLessThan(500);
});
