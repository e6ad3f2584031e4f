// Needs a Temporal dev server and PostgreSQL (stack); gateway and worker are real; ERP, mailbox, model and people are stand-ins over real sockets, each system behind a fault proxy.
import type { Agent } from '../../src/agents/define-agent';
import type { AnyTool } from '../../src/agents/define-tool';
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import { drillFaults } from '../../src/cli/drill/faults/drill-faults';
import type { FaultsOptions, FaultsOutcome } from '../../src/cli/drill/faults/drill-faults';
import { down, faultClasses } from '../../src/cli/drill/faults/fault-classes';
import { targetsOf } from '../../src/cli/drill/faults/targets';
import { openLedger } from '../../src/ledger/ledger';
import { invoiceExceptionsMap } from '../../src/workflows/invoice-exceptions';
import { startDrill } from '../helpers/start-drill';
import type { DrillGround } from '../helpers/start-drill';

let stack: DrillGround;
beforeAll(async () => {
  stack = await startDrill();
});
afterAll(() => stack.close());

/** The same agent with less patience: its systems declare shorter times and fewer retries, and it has one model. */
function hasty(change: (name: string, tool: AnyTool) => AnyTool = (_, tool) => tool): Agent {
  const tools = Object.entries(invoiceAgent.tools as unknown as Agent['tools']).map(([name, tool]) => {
    const { system } = tool;
    const times = { requestTimeoutMs: 2_000, settlesWithinMs: 300, retries: 2 };
    return [name, change(name, { ...tool, system: system.inline ? system : { ...system, ...times } })] as const;
  });
  const [model] = invoiceAgent.models;
  return { ...(invoiceAgent as unknown as Agent), models: [model], tools: Object.fromEntries(tools) };
}

const drill = (options: Pick<FaultsOptions, 'agent' | 'only'>): Promise<FaultsOutcome> =>
  stack.drill((start, progress) =>
    drillFaults({ seed: 3, downMs: 8_000, modelTimeoutMs: 2_000, lanes: 1, ...options }, start, progress),
  );

// Every fourth cell, by turns, and an outage of eight seconds; `seaworthy drill --faults` does all of them, with one of sixty.
it('steps under failures: the declared path, each effect once, none lost, and the model told the truth', async () => {
  const agent = hasty();
  const outcome = await drill({ agent, only: (_, at) => at % 4 === 0 });
  expect(outcome.findings).toEqual([]);
  const all = (key: 'step' | 'fault' | 'path'): Set<string> => new Set(outcome.cells.map((cell) => cell[key]));
  expect(all('step')).toEqual(new Set(targetsOf(agent, invoiceExceptionsMap, 1).map(({ name }) => name)));
  expect(all('fault')).toEqual(new Set([...faultClasses, down].map(({ name }) => name)));
  expect([...all('path')].sort()).toEqual([
    'onMalformed: goTo triage',
    'onUnavailable: degrade',
    'onUnavailable: park',
    'straight on',
    'told malformed',
    'told unavailable',
  ]);
  const ledger = openLedger(stack.databaseUrl, undefined, { connections: 1 });
  const { rows } = await ledger.pool.query('select * from evidence where id = $1', [outcome.evidence]);
  await ledger.close();
  expect(rows).toMatchObject([{ drill: 'faults', runs: outcome.cells.length, passed: true }]);
}, 900_000);

it('fails where a lost answer is not found out about', async () => {
  const blindly = hasty((name, tool) =>
    name === 'postInvoice' ? { ...tool, find: () => Promise.resolve(null) } : tool,
  );
  const only: FaultsOptions['only'] = ({ target, faultClass }) =>
    target.name === 'post (draft)' && faultClass.name === 'lost answer';
  const { passed, findings } = await drill({ agent: blindly, only });
  expect(passed).toBe(false);
  expect(findings.map(({ what }) => what)).toEqual(['post (draft) × lost answer: 1 draft left']);
}, 900_000);
