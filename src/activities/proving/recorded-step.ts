import { CONCLUDE } from '../../agents/define-agent';
import type { Agent } from '../../agents/define-agent';
import type { Entry, EntryKind, ResultOutcome } from '../../contracts/entry';
import type { RunId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { callsIn } from '../../ledger/calls-in';
import type { StepOfRun } from '../../ledger/good-runs';
import type { Ledger } from '../../ledger/ledger';
import { readTranscriptEntries } from '../../ledger/read-transcript-entries';
import { COLLECTED } from '../../masking/collect-entry';
import { Vault } from '../../masking/vault';

const OF_THE_RUN: readonly EntryKind[] = ['fact-established', ...COLLECTED];

export interface RecordedResult {
  outcome: ResultOutcome;
  body: Json;
}

/** What the ledger holds of one visit of an agent's step. */
export interface RecordedStep extends StepOfRun {
  tenant: string;
  /** What the run was started with. */
  input: Json;
  /** All that came before, and the entry that opens the step: what a transcript begins from. */
  opening: Entry[];
  /** By tool and digest of the arguments, in order. */
  results: ReadonlyMap<string, readonly RecordedResult[]>;
  /** Undefined where the step did not conclude. With true values. */
  outcome: Json | undefined;
}

/** Undefined where the run has no such visit. @throws SeaworthyError `Run.Erased`, `Ledger.Unreadable` */
export async function readStep(
  ledger: Ledger,
  agents: Readonly<Record<string, Agent>>,
  of: StepOfRun,
): Promise<RecordedStep | undefined> {
  const { run, step, visit } = of;
  const entries = (await readTranscriptEntries(ledger, run as RunId, { step, kinds: OF_THE_RUN })) ?? [];
  const at = entries.findLastIndex(
    (entry) => entry.kind === 'step-entered' && entry.step === step && entry.header.visit === visit,
  );
  const begun = entries.find((entry) => entry.kind === 'run-started');
  if (at < 0 || begun?.kind !== 'run-started') return undefined;
  const next = entries.findIndex((entry, index) => index > at && entry.kind === 'step-entered');
  const during = entries.slice(at + 1, next < 0 ? undefined : next).filter((entry) => entry.step === step);
  return {
    ...of,
    tenant: begun.header.tenant,
    input: (begun.body as { input?: Json } | null)?.input ?? null,
    opening: entries.slice(0, at + 1),
    results: resultsIn(during),
    outcome: outcomeIn(during, vaultOf(agents, entries), `${step}.${visit}`),
  };
}

export function keyOf(tool: string, digest: string): string {
  return `${tool} ${digest}`;
}

function resultsIn(entries: readonly Entry[]): Map<string, RecordedResult[]> {
  const asked = new Map<string, string>();
  const results = new Map<string, RecordedResult[]>();
  for (const entry of entries) {
    if (entry.kind === 'verdict') asked.set(entry.header.call, keyOf(entry.header.tool, entry.header.digest));
    const key = entry.kind === 'result' ? asked.get(entry.header.call) : undefined;
    if (entry.kind !== 'result' || key === undefined) continue;
    results.set(key, [...(results.get(key) ?? []), { outcome: entry.header.outcome, body: entry.body }]);
  }
  return results;
}

function vaultOf(agents: Readonly<Record<string, Agent>>, entries: readonly Entry[]): Vault {
  const vault = new Vault(agents);
  for (const entry of entries) vault.apply(entry);
  return vault;
}

function outcomeIn(entries: readonly Entry[], vault: Vault, where: string): Json | undefined {
  const thought = entries.findLast((entry) => entry.kind === 'thought');
  if (thought?.kind !== 'thought') return undefined;
  const calls = callsIn(thought.body as unknown as Parameters<typeof callsIn>[0], where, thought.seq);
  const concluded = calls.find(({ tool }) => tool === CONCLUDE);
  return concluded && vault.restore(concluded.args).value;
}
