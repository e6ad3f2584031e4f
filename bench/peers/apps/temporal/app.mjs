// Temporal as one writes it by hand: an activity per call, the whole conversation as the argument of each model call.
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { callModel, callTool } from '../calls.mjs';
import { drive } from '../drive.mjs';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const address = process.env.TEMPORAL_ADDRESS;
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'agents',
  workflowsPath: fileURLToPath(new URL('./workflows.mjs', import.meta.url)),
  activities: { callModel, callTool },
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
