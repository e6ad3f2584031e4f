import '@temporalio/ai-sdk/lib/load-polyfills.js';
import { temporalProvider } from '@temporalio/ai-sdk';
import { proxyActivities } from '@temporalio/workflow';
import { generateText, jsonSchema, stepCountIs, tool } from 'ai';
import { Headers } from 'headers-polyfill';

const { callTool } = proxyActivities({ startToCloseTimeout: '2 minutes' });

// What it polyfills as it is loaded is lost to the second workflow of a worker that reuses its context, the default: put back.
const names = [
  'structuredClone',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'TextEncoderStream',
  'TextDecoderStream',
];
const lost = {
  ...Object.fromEntries(names.map((name) => [name, globalThis[name]])),
  Headers: globalThis.Headers ?? Headers,
};

const schema = {
  type: 'object',
  properties: { item: { type: 'number' }, size: { type: 'number' } },
  required: ['item', 'size'],
};

export async function agent(turns, bytes) {
  for (const [name, value] of Object.entries(lost)) globalThis[name] ??= value;
  const { steps } = await generateText({
    model: temporalProvider.languageModel('claude-haiku-5-5'),
    maxOutputTokens: 1000,
    system: 'You are a careful agent. Look items up, then answer.',
    prompt: `N=${turns} P=${bytes} Look up the items one by one and then answer.`,
    tools: {
      lookup: tool({
        description: 'Looks up an item.',
        inputSchema: jsonSchema(schema),
        execute: (args) => callTool('lookup', args),
      }),
    },
    stopWhen: stepCountIs(turns + 5),
  });
  return steps.length;
}
