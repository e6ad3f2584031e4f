import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { converters } from '../../src/codec/data-converter';

/** How long a death goes unnoticed; ten and thirty seconds in use. */
const sooner = [
  [/heartbeatTimeout: ?(['"])10s\1/g, "heartbeatTimeout: '2s'", 2],
  [/startToCloseTimeout: ?(['"])30s\1/g, "startToCloseTimeout: '5s'", 3],
] as const;

/** The project's workflows, which find out sooner that a worker has died. */
export async function bundleHasty(file: string): Promise<string> {
  const bundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../src/workflows'),
    ...converters,
    logger: new DefaultLogger('ERROR'),
  });
  let { code } = bundle;
  for (const [what, instead, times] of sooner) {
    const found = code.match(what)?.length ?? 0;
    if (found < times) throw new Error(`${String(what)} is in the bundle ${found} times and not ${times}.`);
    code = code.replace(what, instead);
  }
  await writeFile(file, code);
  return file;
}
