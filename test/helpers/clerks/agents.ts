import { defineAgent } from '../../../src/agents/define-agent';
import type { Agent } from '../../../src/agents/define-agent';
import { shelfAgent } from '../shelf/shelf-agent';
import { NAMES } from './names';
import type { Name } from './names';

const { put, look } = shelfAgent.tools;

/** Agents that work on the shelf and hand work to each other: any but `clerk-f` may write, and `clerk-e` may spend next to nothing. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- its tools are what the maps are typed by
export const clerk = (name: Name) =>
  defineAgent({
    ...shelfAgent,
    name,
    grants: name === 'clerk-f' ? ['read'] : ['read', 'write'],
    limits: { ...shelfAgent.limits, ...(name === 'clerk-e' ? { runUsd: '0.000001' } : {}) },
    tools: { put, look },
    retention: { zone: 'Europe/Berlin', rules: [] },
    subject: 'clerk',
    nameRun: () => Promise.resolve('clerk'),
  });

export const clerks: Readonly<Record<string, Agent>> = Object.fromEntries(NAMES.map((name) => [name, clerk(name)]));
