import type { ProxiedRequest } from '../../../../standins/fault-proxy/fault';
import type { Deal } from '../../../../standins/supplier/deal';
import type { AnyTool } from '../../../agents/define-tool';
import type { Agent } from '../../../agents/define-agent';
import { SeaworthyError } from '../../../contracts/errors';
import type { MapData } from '../../../contracts/map';
import type { Met } from './fault-classes';

/** The systems that the drill stands in front of. */
const PROXIED = ['erp', 'mailbox', 'anthropic'] as const;
export type SystemName = (typeof PROXIED)[number];

/** What of a cell tells its requests from those of others. */
export interface Trace {
  number: string;
  deal: Deal;
  run: () => string | undefined;
  /** The numbers of its drafts in the ERP. */
  drafts: () => readonly string[];
}

/** Where a run meets a system. */
export interface Target {
  /** `post (commit)` */
  name: string;
  step: string;
  /** Absent: it is the model itself. */
  tool?: string;
  system: SystemName;
  met: Met;
  /** The agent calls it, and is told what came of it. */
  byAgent: boolean;
  timeoutMs: number;
  fits: (request: ProxiedRequest, trace: Trace) => boolean;
  /** So many requests that fit come before those of this step. */
  after?: number;
}

type Fits = Pick<Target, 'fits' | 'after'>;

/** Which requests a step makes: of `read` and `match`, none. Two steps may use one tool; a step may make several requests. */
const requests: Readonly<Record<string, Readonly<Record<string, Fits>>>> = {
  supplier: { '': { fits: get('/suppliers', ({ deal }) => ({ vatId: deal.supplier.vatId })) } },
  booked: { '': { fits: get('/invoices', ({ deal, number }) => ({ supplier: padded(deal), number })) } },
  order: { '': { fits: get('/purchase-orders', ({ deal }) => ({ supplier: padded(deal), number: deal.order })) } },
  receipts: { '': { fits: get('/goods-receipts', ({ deal }) => ({ supplier: padded(deal) })) } },
  billed: { '': { fits: get('/invoices', ({ deal }) => ({ supplier: padded(deal), number: undefined })) } },
  post: {
    draft: {
      fits: ({ method, path, body }, { number }) =>
        method === 'POST' && path === '/invoices' && body.includes(`"${number}"`),
    },
    commit: { fits: ({ path }, { drafts }) => drafts().some((draft) => path === `/invoices/${draft}/commit`) },
  },
  answer: { '': { fits: mailOf('respond') } },
  'resolve.findReceipts': {
    '': { fits: get('/goods-receipts', ({ deal }) => ({ supplier: padded(deal) })), after: 1 },
  },
  'resolve.orderHistory': {
    '': { fits: get('/purchase-orders', ({ deal }) => ({ supplier: padded(deal), number: undefined })) },
  },
  'resolve.contractPrices': { '': { fits: get('/contract-prices', ({ deal }) => ({ supplier: padded(deal) })) } },
  'resolve.earlierInvoices': {
    '': { fits: get('/invoices', ({ deal, number }) => ({ supplier: padded(deal), number: otherNumber(number) })) },
  },
  'resolve.askSupplier': { '': { fits: mailOf('askSupplier') } },
  'resolve.askBuyer': { '': { fits: mailOf('askBuyer') } },
  resolve: { '': { fits: ({ path, body }, { number }) => path.startsWith('/v1/messages') && body.includes(number) } },
};

/** The call by which the agent gets there. */
export const argumentsFor: Readonly<
  Record<string, (trace: Pick<Trace, 'number' | 'deal'>) => Record<string, unknown>>
> = {
  findReceipts: ({ deal }) => ({ supplier: deal.supplier.id, order: deal.order }),
  orderHistory: ({ deal }) => ({ supplier: deal.supplier.id }),
  contractPrices: ({ deal }) => ({ supplier: deal.supplier.id, items: deal.lines.map(({ item }) => item) }),
  earlierInvoices: ({ deal, number }) => ({ supplier: deal.supplier.id, number: otherNumber(number) }),
  askSupplier: ({ number }) => ({ subject: `Invoice ${number}`, question: 'On which agreement does it rest?' }),
  askBuyer: ({ deal }) => ({ order: deal.order, question: 'Were these prices agreed?' }),
};

/** Every system step of the map and every tool of its agents' steps that meets a system behind a proxy, and the model. */
export function targetsOf(agent: Agent, map: MapData, modelTimeoutMs: number): Target[] {
  return Object.entries(map.steps).flatMap(([step, declared]) => {
    switch (declared.kind) {
      case 'system':
        return ofTool(agent, { step, tool: declared.tool, key: step, byAgent: false });
      case 'agent': {
        const model = { step, system: 'anthropic', met: 'model', byAgent: false, timeoutMs: modelTimeoutMs } as const;
        return [
          ...named(step, (name, fits) => ({ name, ...model, ...fits })),
          ...declared.tools.flatMap((tool) => ofTool(agent, { step, tool, key: `${step}.${tool}`, byAgent: true })),
        ];
      }
      default:
        return [];
    }
  });
}

function ofTool(
  agent: Agent,
  { step, tool, key, byAgent }: { step: string; tool: string; key: string; byAgent: boolean },
): Target[] {
  const { system, effect } = agent.tools[tool] as AnyTool;
  const behind = PROXIED.find((name) => name === system.name);
  if (!behind) return [];
  const at = {
    step,
    tool,
    system: behind,
    met: behind === 'mailbox' ? ('mail' as const) : effect,
    byAgent,
    timeoutMs: system.requestTimeoutMs,
  };
  return named(key, (name, fits) => ({ name, ...at, ...fits }));
}

function named(key: string, make: (name: string, fits: Fits) => Target): Target[] {
  const known = requests[key];
  if (!known)
    throw new SeaworthyError(
      'Config.Invalid',
      `The drill does not know which requests ${key} makes: add them to src/cli/drill/faults/targets.ts.`,
    );
  return Object.entries(known).map(([part, fits]) => make(part ? `${key} (${part})` : key, fits));
}

function get(path: string, query: (trace: Trace) => Record<string, string | undefined>): Target['fits'] {
  return (request, trace) => {
    if (request.method !== 'GET') return false;
    const asked = new URL(request.path, 'http://erp');
    if (asked.pathname !== path) return false;
    return Object.entries(query(trace)).every(([name, value]) => asked.searchParams.get(name) === (value ?? null));
  };
}

/** The Message-ID of a write begins with its run and its tool. */
function mailOf(tool: string): Target['fits'] {
  return ({ body }, { run }) => body.includes(`<${run() ?? ' '}.${tool}.`);
}

const padded = ({ supplier }: Deal): string => supplier.id.padStart(10, '0');
const otherNumber = (number: string): string => `${number}-0`;
