import type { Agent } from './define-agent';
import { invoiceAgent } from './invoice-exceptions';

/** Agents by name. Each has a workflow of the same name. */
export const agents: Readonly<Record<string, Agent>> = { [invoiceAgent.name]: invoiceAgent };
