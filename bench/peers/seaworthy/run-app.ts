import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { dataConverter } from '../../../src/codec/data-converter';
import type { RunResult } from '../../../src/contracts/run-result';
import { masterKeysSetting } from '../../../src/settings/master-keys-setting';
import { startWorker } from '../../../worker';
import { drive } from '../apps/drive.mjs';
import { lookupAgent, queuedAgent } from './lookup-agent';
import { switchOff } from './switch-off';
import { lookupMap, queuedMap } from './workflows';

// Worker and client in one process, as with the peers. WORKFLOW: which one; STRETCH: turns per activity, the product's own where it is not given;
// GOVERNANCE: off.
const { WORKFLOW = 'lookup', STRETCH, GOVERNANCE, TEMPORAL_ADDRESS: address = '' } = process.env;

async function main(): Promise<void> {
  if (GOVERNANCE === 'off') switchOff();
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const worker = await startWorker({
    env: process.env,
    workflows: {
      path: require.resolve('./workflows'),
      agents: { [lookupAgent.name]: lookupAgent, [queuedAgent.name]: queuedAgent },
      maps: { [lookupMap.name]: lookupMap, [queuedMap.name]: queuedMap },
    },
  });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: dataConverter(await masterKeysSetting(process.env)) });
  const stretch = STRETCH ? { stretch: { turns: Number(STRETCH), seconds: 300 } } : {};

  drive(
    async (turns, bytes, id) => {
      const task = `N=${turns} P=${bytes} Look up the items one by one and then answer.`;
      const input = {
        run: `run-${randomUUID()}`,
        tenant: 'default',
        starter: 'local|bench',
        input: { task },
        ...stretch,
      };
      const asked = { workflowId: id, taskQueue: 'seaworthy', args: [input] };
      const { end, summary } = (await client.workflow.execute(WORKFLOW, asked)) as RunResult;
      if (end !== 'answered') throw new Error(`${end}: ${summary}`);
      return Number(/\d+/.exec(summary)) + 1;
    },
    {
      stored: async (ids) => {
        const told = await Promise.all(ids.map((id) => client.workflow.getHandle(id).describe()));
        return told.reduce((sum, { historySize = 0 }) => sum + historySize, 0);
      },
      stop: async () => {
        await worker.stop();
        await connection.close();
      },
    },
  );
}

void main();
