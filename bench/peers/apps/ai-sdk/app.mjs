// Temporal's own contrib for the AI SDK.
import { createAnthropic } from '@ai-sdk/anthropic';
import { AiSdkPlugin } from '@temporalio/ai-sdk';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { callTool } from '../calls.mjs';
import { drive } from '../drive.mjs';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const address = process.env.TEMPORAL_ADDRESS;
const modelProvider = createAnthropic({ baseURL: `${process.env.MODEL_URL}/v1`, apiKey: 'stand-in' });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'agents',
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  plugins: [new AiSdkPlugin({ modelProvider })],
  activities: { callTool },
});
const running = worker.run();
const client = new Client({ connection: await Connection.connect({ address }) });

drive(
  (turns, bytes, id) => client.workflow.execute('agent', { taskQueue: 'agents', workflowId: id, args: [turns, bytes] }),
  {
    stored: async (ids) => {
      const told = await Promise.all(ids.map((id) => client.workflow.getHandle(id).describe()));
      return told.reduce((sum, { historySize = 0 }) => sum + historySize, 0);
    },
    stop: async () => {
      worker.shutdown();
      await running;
    },
  },
);
