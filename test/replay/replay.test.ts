// Needs no server: replays recorded histories in the workflow sandbox. They must replay for ever; a change of workflow code is guarded by `patched`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';

const folder = path.join(__dirname, 'histories');
const histories = readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
const converter = require.resolve('../../src/contracts/payload-converter');

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../src/workflows'),
    payloadConverterPath: converter,
    logger: new DefaultLogger('ERROR'),
  });
});
afterAll(() => Runtime.instance().shutdown());

const replay = (history: unknown): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle, dataConverter: { payloadConverterPath: converter } }, history, 'replayed');

describe('recorded histories', () => {
  it.each(histories)('%s replays', async (file) => {
    await replay(JSON.parse(read(file)));
  });

  it('one that took another path does not', async () => {
    const other = read(histories[0]!).replaceAll(/"name":\s*"claimSubject"/g, '"name": "record"');
    await expect(replay(JSON.parse(other))).rejects.toThrow(DeterminismViolationError);
  });
});
