import { SeaworthyError } from './src/contracts/errors';
import type { ErrorCode } from './src/contracts/errors';
import type {
  ApprovalItem,
  ApprovalList,
  ApprovalStatus,
  CancelRequested,
  DecisionReceived,
  DecisionRequest,
  DocumentStored,
  Problem,
  Result,
  RunPage,
  RunStarted,
  RunStatus,
  RunStory,
} from './src/contracts/http';
import type { Json } from './src/contracts/json';
import type {
  EndRequest,
  HaltItem,
  HaltList,
  HaltRequest,
  RuleItem,
  RuleList,
  RuleRequest,
} from './src/contracts/operations';

export type { ApprovalItem, DecisionReceived, Result, RunPage, RunStarted, RunStory } from './src/contracts/http';
export type { HaltItem, RuleItem } from './src/contracts/operations';

/** A document that a workflow starts from, instead of JSON. */
export interface SentDocument {
  document: Uint8Array;
  filename?: string;
  /** application/xml unless it says otherwise. */
  mediaType?: string;
}

export interface StartOptions {
  /** The same key starts one run, however often the request is sent. */
  idempotencyKey?: string;
  /** With JSON only. */
  tenant?: string;
  stretch?: { turns: number; seconds: number };
}

/** Everything throws a SeaworthyError with the code that the gateway answered, or `Gateway.Unreachable`. Times in milliseconds. */
export interface SeaworthyClient {
  /** Resolves once the run has been started, long before it ends. */
  start(workflow: string, input: Json | SentDocument, options?: StartOptions): Promise<RunStarted>;
  /** Waits for the end of the run, people's time included. Without `timeoutMs` for as long as it takes; else undefined when it is over. */
  result(run: string, options?: { timeoutMs?: number }): Promise<Result | undefined>;
  /** What happened so far. With `waitMs`, once the run rests with a person or has ended, or that time (at most a minute) is over. */
  run(run: string, options?: { waitMs?: number }): Promise<RunStory>;
  runs(filter?: { status?: RunStatus; limit?: number; cursor?: string }): Promise<RunPage>;
  cancel(run: string): Promise<CancelRequested>;
  approvals(filter?: { status?: ApprovalStatus; role?: string; limit?: number }): Promise<ApprovalItem[]>;
  approval(id: string): Promise<ApprovalItem>;
  /** With `wait`, once the run goes on with it, or after 3 s. */
  decide(id: string, decision: Decision, options?: { wait?: boolean }): Promise<DecisionReceived>;
  upload(document: SentDocument): Promise<DocumentStored>;
  /** Stops writes and model calls within two seconds. Runs wait; reads go on. */
  halt(halt: Defaulted<HaltRequest, 'kind' | 'why'>): Promise<HaltItem>;
  /** Lifts a halt; the runs that wait for it go on. */
  resume(halt: number, end: Defaulted<EndRequest, 'why'>): Promise<HaltItem>;
  /** Those in force; with `all`, those that are over as well. */
  halts(filter?: { all?: boolean }): Promise<HaltItem[]>;
  /** Narrows what agents may do, from now on and in runs under way. */
  addRule(rule: Defaulted<RuleRequest, 'target' | 'effect' | 'why'>): Promise<RuleItem>;
  endRule(rule: number, end: Defaulted<EndRequest, 'why'>): Promise<RuleItem>;
  rules(filter?: { all?: boolean }): Promise<RuleList>;
}

/** What has a default may be left out. */
type Defaulted<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type Decision = Defaulted<DecisionRequest, 'decision'>;

const SLICE_MS = 30_000;

/**
 * The client of a gateway, for other services. Needs nothing but the gateway's address.
 *
 * ```ts
 * const seaworthy = createClient({ url: 'http://127.0.0.1:7300' });
 * const { run } = await seaworthy.start('invoice-exceptions', { document: await readFile('invoice.xml') }, { idempotencyKey: messageId });
 * const { status, approvals } = await seaworthy.run(run, { waitMs: 30_000 });
 * if (status === 'waiting') {
 *   const { title, args } = await seaworthy.approval(approvals[0]!);
 *   await seaworthy.decide(approvals[0]!, { decision: 'approve', reason: 'agreed with the buyer' });
 * }
 * const result = await seaworthy.result(run);
 * console.log(result?.end, result?.summary);
 * ```
 */
export function createClient({ url }: { url: string }): SeaworthyClient {
  const call = caller(url);
  const story = (run: string, query: Record<string, string>): Promise<RunStory> =>
    call('GET', `/v1/runs/${encodeURIComponent(run)}`, { query });
  return {
    start: (workflow, input, { idempotencyKey, tenant, stretch } = {}) => {
      const headers = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
      const sent = isDocument(input) ? bytesOf(input) : { json: { input, tenant, stretch } };
      return call('POST', `/v1/workflows/${encodeURIComponent(workflow)}/runs`, { headers, ...sent });
    },
    result: async (run, { timeoutMs = Infinity } = {}) => {
      for (const end = Date.now() + timeoutMs; ;) {
        const left = Math.max(0, Math.min(SLICE_MS, end - Date.now()));
        const { result } = await story(run, { wait: seconds(left), until: 'ended' });
        if (result) return result;
        if (Date.now() >= end) return undefined;
      }
    },
    run: (run, { waitMs } = {}) => story(run, waitMs === undefined ? {} : { wait: seconds(waitMs) }),
    runs: (filter = {}) => call('GET', '/v1/runs', { query: filter }),
    cancel: (run) => call('POST', `/v1/runs/${encodeURIComponent(run)}/cancel`),
    approvals: async (filter = {}) => (await call<ApprovalList>('GET', '/v1/approvals', { query: filter })).approvals,
    approval: (id) => call('GET', `/v1/approvals/${encodeURIComponent(id)}`),
    decide: (id, decision, { wait = false } = {}) =>
      call('POST', `/v1/approvals/${encodeURIComponent(id)}/decisions`, { query: { wait }, json: decision }),
    upload: (document) => call('POST', '/v1/documents', bytesOf(document)),
    halt: (halt) => call('POST', '/v1/halts', { json: halt }),
    resume: (halt, end) => call('POST', `/v1/halts/${halt}/resume`, { json: end }),
    halts: async (filter = {}) => (await call<HaltList>('GET', '/v1/halts', { query: filter })).halts,
    addRule: (rule) => call('POST', '/v1/rules', { json: rule }),
    endRule: (rule, end) => call('POST', `/v1/rules/${rule}/end`, { json: end }),
    rules: (filter = {}) => call('GET', '/v1/rules', { query: filter }),
  };
}

interface Sent {
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  json?: object;
  body?: Uint8Array<ArrayBuffer>;
  mediaType?: string;
}

function caller(url: string) {
  return async <T>(method: string, path: string, sent: Sent = {}): Promise<T> => {
    const target = new URL(path, url);
    for (const [name, value] of Object.entries(sent.query ?? {}))
      if (value !== undefined) target.searchParams.set(name, String(value));
    const type = sent.json ? 'application/json' : sent.mediaType;
    const body = sent.json ? JSON.stringify(sent.json) : sent.body;
    const answer = await fetch(target, {
      method,
      headers: { ...sent.headers, ...(type ? { 'content-type': type } : {}) },
      ...(body === undefined ? {} : { body }),
    }).catch(() => {
      throw new SeaworthyError('Gateway.Unreachable', `Nobody answers at ${target.origin}.`);
    });
    if (answer.ok) return (await answer.json()) as T;
    throw await failureOf(answer);
  };
}

async function failureOf(answer: Response): Promise<SeaworthyError> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  if (!problem.code)
    return new SeaworthyError('Gateway.Unreachable', `What answers at ${answer.url} is no gateway (${answer.status}).`);
  return new SeaworthyError(problem.code as ErrorCode, problem.detail);
}

function isDocument(input: Json | SentDocument): input is SentDocument {
  return typeof input === 'object' && input !== null && 'document' in input && ArrayBuffer.isView(input.document);
}

function bytesOf({ document, filename, mediaType = 'application/xml' }: SentDocument): Sent {
  return { query: { filename }, body: new Uint8Array(document), mediaType };
}

function seconds(ms: number): string {
  return `${Math.min(60, Math.ceil(ms / 1000))}s`;
}
