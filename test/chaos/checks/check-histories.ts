import type { History } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Ran } from './evidence';
import type { Finding } from './evidence';
import type { World } from '../world';

/** Temporal's own account of each run: completed, and it replays. */
export async function checkHistories(
  { temporal, bundle }: World,
  runs: readonly Ran[],
): Promise<{ findings: Finding[]; events: number }> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const findings: Finding[] = [];
  let events = 0;
  const histories = async function* (): AsyncGenerator<{ workflowId: string; history: History }> {
    for (const { run, workflowId } of runs) {
      const handle = temporal.workflow.getHandle(workflowId);
      const [{ status }, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
      events += history.events?.length ?? 0;
      if (status.name !== 'COMPLETED') findings.push({ run, what: `is ${status.name} in Temporal` });
      yield { workflowId, history };
    }
  };
  const dataConverter = temporal.options.dataConverter;
  const options = { workflowBundle: { codePath: bundle }, ...(dataConverter ? { dataConverter } : {}) };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories()))
    if (error)
      findings.push({
        run: runs.find((ran) => ran.workflowId === workflowId)!.run,
        what: `does not replay: ${error.message}`,
      });
  return { findings, events };
}
