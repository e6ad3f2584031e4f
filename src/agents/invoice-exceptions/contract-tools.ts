import { defineMcpTool } from '../define-mcp-tool';
import type { McpArgs } from '../define-mcp-tool';
import type { RunFacts } from '../define-tool';
import { contracts } from '../systems/contracts';

/** In the folder of the run's own supplier: what was agreed with others is none of its agent's business. */
const ofItsSupplier = ({ path }: McpArgs, { supplier }: RunFacts): boolean => {
  if (typeof path !== 'string' || typeof supplier !== 'string') return false;
  const [first, ...rest] = path.split(/[\\/]/);
  return first === supplier && !rest.includes('..') && /^[\w-][\w.-]*$/.test(supplier);
};

const reading = { system: contracts, effect: 'read', permission: 'contracts.read', about: ofItsSupplier } as const;

/** Contracts and price lists as they were agreed, by whoever put them into the folder. */
export const contractTools = {
  listContracts: defineMcpTool({ ...reading, name: 'list_directory' }),
  searchContracts: defineMcpTool({ ...reading, name: 'search_files' }),
  readContract: defineMcpTool({ ...reading, name: 'read_text_file' }),
};
