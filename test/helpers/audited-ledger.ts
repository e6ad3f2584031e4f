import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { append } from '../../src/ledger/append';
import { checkpointFile } from '../../src/ledger/checkpoint-file';
import type { CheckpointStore } from '../../src/ledger/checkpoint-store';
import { Checkpointer } from '../../src/ledger/checkpointer';
import { claimWrite } from '../../src/ledger/claims';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startRun } from '../../src/ledger/start-run';
import { testDataKeys } from './keys';
import { freshDatabase } from './stack';

export interface AuditedLedger {
  url: string;
  ledger: Ledger;
  /** The settings by which a command finds the data keys. */
  env: { SEAWORTHY_MASTER_KEYS: string; SEAWORTHY_DATA_KEYS: string };
  folder: string;
  checkpoints: string;
  keysFile: string;
  store: CheckpointStore;
  keys: Awaited<ReturnType<typeof openFileKeyRing>>;
  checkpointer: Checkpointer;
  close(): Promise<void>;
}

/** A ledger of its own with a key ring and a checkpoint file beside it. */
export async function auditedLedger(): Promise<AuditedLedger> {
  const [database, folder] = await Promise.all([freshDatabase(), mkdtemp(path.join(tmpdir(), 'seaworthy-audit-'))]);
  const { dataKeys, env } = await testDataKeys();
  const ledger = openLedger(database.url, dataKeys);
  await migrate(ledger);
  const checkpoints = path.join(folder, 'checkpoints.ndjson');
  const keysFile = path.join(folder, 'keys.json');
  const keys = await openFileKeyRing(keysFile);
  const store = checkpointFile(checkpoints);
  return {
    url: database.url,
    ledger,
    env,
    folder,
    checkpoints,
    keysFile,
    store,
    keys,
    checkpointer: new Checkpointer(ledger, store, keys),
    close: async () => {
      await ledger.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };

/** Starts a run as the engine would: with a step, a thought, an approval and a claim. */
export async function beginRun(ledger: Ledger, id: string, tenant = 'default'): Promise<RunId> {
  const run = id as RunId;
  const approval = `${id}.approval` as ApprovalId;
  await startRun(ledger, { id: run, tenant, starter: 'local|starter', temporalRun: 'first' });
  const entries: NewEntry[] = [
    {
      source: 'begin',
      kind: 'run-started',
      step: null,
      header: { workflow: 'w', workflowId: `w-${id}`, tenant, agent: 'a', agentVersion: 1 },
      body: { starter: 'local|starter' },
    },
    { source: 'w:0', kind: 'step-entered', step: 'post', header: { visit: 1, kind: 'agent' } },
    {
      source: 'turn:1',
      kind: 'thought',
      step: 'post',
      header: {
        ...{
          turn: 1,
          model: 'm',
          stop: 'tool_use',
          input: 10,
          output: 20,
          cacheRead: 0,
          cacheWrite5m: 0,
          cacheWrite1h: 3,
        },
        ...{ usd: '0.0123456789', ms: 5, requestId: 'r' },
      },
      body: [{ type: 'text', text: 'I think.' }],
    },
    {
      source: 'w:1',
      kind: 'approval-asked',
      step: 'post',
      header: { approval, gate: 'approval', role: 'lead', tool: 't', digest: 'd', due: '2026-12-01T00:00:00.000Z' },
      body: { amount: '12.50' },
    },
    {
      source: 'd:1',
      kind: 'decided',
      step: 'post',
      header: { approval, decision: 'approve' },
      body: { by: 'local|lead' },
    },
    { source: 'w:2', kind: 'decision-taken', step: 'post', header: { approval, decision: 'approve' } },
  ];
  await append(ledger, run, fence, entries);
  await claimWrite(
    ledger,
    {
      run,
      step: 'post',
      tool: 't',
      key: 'k',
      call: `${id}.c` as CallId,
      digest: 'd',
      requestTimeoutMs: 1_000,
      scopes: [],
    },
    fence,
  );
  return run;
}

/** Adds facts to a run. */
export async function grow(ledger: Ledger, run: RunId, facts: readonly string[]): Promise<void> {
  await append(
    ledger,
    run,
    fence,
    facts.map((name) => ({
      source: `f:${name}`,
      kind: 'fact-established',
      step: null,
      header: { name },
      body: { name },
    })),
  );
}
