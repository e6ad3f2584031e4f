// Needs no server: replays recorded histories in the workflow sandbox. They must replay for ever; a change of workflow code is guarded by `patched`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { converters } from '../../src/codec/data-converter';
import { testDataKeys } from '../helpers/keys';

const folder = path.join(__dirname, 'histories');
const histories = readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

let workflowBundle: WorkflowBundle;
let dataConverter: DataConverter;
beforeAll(async () => {
  ({ converter: dataConverter } = await testDataKeys());
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../src/workflows'),
    ...converters,
    logger: new DefaultLogger('ERROR'),
  });
});
afterAll(() => Runtime.instance().shutdown());

const replay = (history: unknown): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle, dataConverter }, history, 'replayed');

describe('recorded histories', () => {
  it.each(histories)('%s replays', async (file) => {
    await replay(JSON.parse(read(file)));
  });

  it('one that took another path does not', async () => {
    const other = read(histories[0]!).replaceAll(/"name":\s*"claimSubject"/g, '"name": "record"');
    await expect(replay(JSON.parse(other))).rejects.toThrow(DeterminismViolationError);
  });
});

it.each([
  ['what an MCP server asked for', '../mcp/workflows', 'mcp/asks-for-input.json'],
  ['a run that waited for its system', '../helpers/shelf/workflows', 'parking/waits-for-its-system.json'],
  ['what was not admitted', '../gateway/workflows', 'admission/not-admitted.json'],
  ['what people allowed beyond a budget', '../budgets/workflows', 'budgets/asks-for-more.json'],
])('%s replays', async (_, workflows, file) => {
  const bundle = await bundleWorkflowCode({
    workflowsPath: require.resolve(workflows),
    ...converters,
    logger: new DefaultLogger('ERROR'),
  });
  const history: unknown = JSON.parse(read(file));
  await Worker.runReplayHistory({ workflowBundle: bundle, dataConverter }, history, 'replayed');
});
