import { join } from 'node:path';
import { database, noEngine, restate, seaworthy, temporal } from './engines';
import type { Engine, Ground } from './engines';

export interface Peer {
  /** What a user of `--peers` calls it. */
  name: string;
  what: string;
  app(ground: Ground): string;
  env?: Record<string, string>;
  engine(ground: Ground): Promise<Engine>;
  /** So much slower than the others that a tenth of their runs has to do. */
  slow?: boolean;
}

const ofPeers =
  (file: string) =>
  ({ peers }: Ground): string =>
    join(peers, file);
const ours = (): string => join(__dirname, 'seaworthy/run-app.ts');
const onOurs = (ground: Ground): Promise<Engine> => temporal(ground, 'ours');

export const peers: readonly Peer[] = [
  { name: 'plain', what: 'no durability', app: ofPeers('plain.mjs'), engine: noEngine },
  { name: 'seaworthy', what: 'Seaworthy', app: ours, engine: (ground) => seaworthy(ground) },
  {
    name: 'stretch-1',
    what: 'Seaworthy, an activity per turn',
    app: ours,
    env: { STRETCH: '1' },
    engine: (ground) => seaworthy(ground),
  },
  {
    name: 'queue',
    what: 'Seaworthy, tool on its own task queue',
    app: ours,
    env: { WORKFLOW: 'queuedLookup' },
    engine: (ground) => seaworthy(ground),
  },
  {
    name: 'ungoverned',
    what: 'Seaworthy, governance switched off',
    app: ours,
    env: { GOVERNANCE: 'off' },
    engine: (ground) => seaworthy(ground, join(__dirname, 'seaworthy/switch-off.sql')),
  },
  { name: 'dbos', what: 'DBOS', app: ofPeers('dbos.mjs'), engine: database },
  {
    name: 'langgraph',
    what: 'LangGraph, `sync`',
    app: ofPeers('langgraph.mjs'),
    env: { DURABILITY: 'sync' },
    engine: database,
  },
  {
    name: 'langgraph-async',
    what: 'LangGraph, its default `async`',
    app: ofPeers('langgraph.mjs'),
    env: { DURABILITY: 'async' },
    engine: database,
  },
  { name: 'restate', what: 'Restate', app: ofPeers('restate.mjs'), engine: restate },
  {
    name: 'temporal',
    what: 'Temporal by hand, our server settings',
    app: ofPeers('temporal/app.mjs'),
    engine: onOurs,
    slow: true,
  },
  {
    name: 'temporal-default',
    what: 'Temporal by hand, its own settings',
    app: ofPeers('temporal/app.mjs'),
    engine: (ground) => temporal(ground, 'its own'),
    slow: true,
  },
  {
    name: 'ai-sdk',
    what: "Temporal's AI SDK, our server settings",
    app: ofPeers('ai-sdk/app.mjs'),
    engine: onOurs,
    slow: true,
  },
];
