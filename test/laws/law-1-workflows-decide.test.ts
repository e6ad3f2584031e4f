// Pure: no server, no database. Bundles the workflows as a worker does.
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** What the bundle was made of, by webpack's own source map. */
async function modulesOf(workflowsPath: string): Promise<string[]> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const map = Buffer.from(code.slice(code.lastIndexOf('base64,') + 'base64,'.length), 'base64').toString();
  return (JSON.parse(map) as { sources: string[] }).sources;
}

describe('law 1: workflows decide, activities do', () => {
  it('nothing a workflow loads is an agent, an activity, an integration, the ledger, zod or an SDK', async () => {
    const modules = await modulesOf(require.resolve('../../src/workflows'));
    expect(modules.some((module) => module.includes('src/workflows/engine/run-map'))).toBe(true);
    const foreign =
      /src\/(agents|activities|integrations|ledger|gateway|cli)\/|standins\/|node_modules\/(zod|@anthropic-ai|pg|fastify|p-retry|drizzle-orm)\//;
    expect(modules.filter((module) => foreign.test(module))).toEqual([]);
  });
});
