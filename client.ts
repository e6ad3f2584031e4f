import { eventsIn } from './src/client/events-in';
import { failureOf } from './src/client/failure-of';
import { feedbackCalls } from './src/client/feedback-client';
import type { FeedbackClient } from './src/client/feedback-client';
import type { Told } from './src/client/events-in';
import type { Defaulted } from './src/client/defaulted';
import { readinessCalls } from './src/client/readiness-client';
import type { ReadinessClient } from './src/client/readiness-client';
import type { RunFilter } from './src/client/run-filter';
import type { SentDocument, StartOptions } from './src/client/start-options';
import { SeaworthyError } from './src/contracts/errors';
import { AS_HEADER } from './src/contracts/http';
import type {
  ApprovalItem,
  ApprovalList,
  ApprovalStatus,
  CancelRequested,
  ChangedTopic,
  DecisionReceived,
  DecisionRequest,
  DocumentStored,
  Me,
  Person,
  Result,
  RunPage,
  RunStarted,
  RunStory,
  RunSummary,
  SignedOut,
  TimelineItem,
  WorkflowMap,
} from './src/contracts/http';
import type { BudgetList, BudgetRequest } from './src/contracts/budgets';
import type {
  ErasureItem,
  ErasureRequest,
  HoldItem,
  HoldList,
  HoldRequest,
  PersonPage,
  PersonSearch,
} from './src/contracts/erasures';
import type { CostReport, CostRequest, Projection, ProjectionRequest } from './src/contracts/costs';
import type { Advice } from './src/contracts/advice';
import type { Completeness, Overview, WorkflowFigures } from './src/contracts/figures';
import type { FlagItem, FlagRequest } from './src/contracts/flags';
import type { IntakeItem, IntakeList, IntakeOutcome } from './src/contracts/intake';
import type { Json } from './src/contracts/json';
import type { ReadPage } from './src/contracts/reads';
import type {
  DeliveryItem,
  DeliveryList,
  DeliveryState,
  WebhookItem,
  WebhookList,
  WebhookMade,
  WebhookRequest,
} from './src/contracts/webhooks';
import type { KeptAnswer, Quarantine, Replay, ReplayRequest } from './src/contracts/quarantine';
import type { RateRequest, SystemItem, SystemList } from './src/contracts/systems';
import type {
  EndRequest,
  HaltItem,
  HaltList,
  HaltRequest,
  RuleItem,
  RuleList,
  RuleRequest,
} from './src/contracts/operations';

export type {
  ApprovalItem,
  ApprovalList,
  DecisionReceived,
  Me,
  Result,
  RunDocument,
  RunPage,
  RunStarted,
  RunStory,
} from './src/contracts/http';
export type { RunFilter } from './src/client/run-filter';
export type { SentDocument, StartOptions } from './src/client/start-options';
export type { ErasureItem, HoldItem, PersonPage } from './src/contracts/erasures';
export type { ReadItem, ReadPage } from './src/contracts/reads';
export type { AdmissionItem, CriterionResult, ReadinessReport, Waiver } from './src/contracts/readiness';
export type { HaltItem, RuleItem } from './src/contracts/operations';
export type { DeliveryItem, WebhookItem, WebhookMade, WebhookMessage } from './src/contracts/webhooks';

/** Where the gateway is, and who calls it. */
export interface ClientOptions {
  url: string;
  /** A bearer token, asked for with each call: access tokens do not last. */
  token?: () => string | Promise<string>;
  /** Instead, where people are local and nobody checks: which of them calls. */
  as?: Person;
}

/** Everything throws a SeaworthyError with the code that the gateway answered, or `Gateway.Unreachable`. Times in milliseconds. */
export interface SeaworthyClient extends FeedbackClient, ReadinessClient {
  /** Resolves once the run has been started, long before it ends. */
  start(workflow: string, input: Json | SentDocument, options?: StartOptions): Promise<RunStarted>;
  /** Waits for the end of the run, people's time included. Without `timeoutMs` for as long as it takes; else undefined when it is over. */
  result(run: string, options?: { timeoutMs?: number }): Promise<Result | undefined>;
  /** What happened so far. With `waitMs`, once the run rests with a person or has ended, or that time (at most a minute) is over. */
  run(run: string, options?: { waitMs?: number }): Promise<RunStory>;
  runs(filter?: RunFilter): Promise<RunPage>;
  cancel(run: string): Promise<CancelRequested>;
  /** Says what was wrong with an output of a run. */
  flag(run: string, flag: Defaulted<FlagRequest, 'entry' | 'category'>): Promise<FlagItem>;
  /** The steps of a workflow. */
  map(workflow: string): Promise<WorkflowMap>;
  /** How its steps and branches were gone through by the runs that began in that time; by default in the last seven days. */
  figures(workflow: string, span?: Span): Promise<WorkflowFigures>;
  /** Whether a step is worth splitting off into an agent of its own, from the runs that began in that time (90 days). */
  advice(workflow: string, span?: Span): Promise<Advice>;
  /** Of the runs that began in that time and have ended: what the ledger should say of their calls and does not. */
  completeness(workflow: string, span?: Span): Promise<Completeness>;
  /** What the runs that began in that time (30 days) have cost, exactly. */
  cost(workflow: string, asked?: CostRequest): Promise<CostReport>;
  /** What a month of many runs (100,000) would cost, from those that began in that time (30 days) and have ended. */
  projection(workflow: string, asked?: ProjectionRequest): Promise<Projection>;
  /** How runs stand, and how it went in the last days (fourteen). */
  overview(options?: { days?: number }): Promise<Overview>;
  /**
   * What happens in a run, entry by entry, until it has ended; after a lost connection it goes on where it was. `run` says where the run stands
   * once entries have come, `end` comes last.
   */
  follow(run: string, options?: { after?: number; signal?: AbortSignal }): AsyncIterable<RunEvent>;
  /** That something has changed in a list, which is to be read anew then; each list once at first, and after a lost connection. */
  changes(options?: { topics?: readonly ChangedTopic[]; signal?: AbortSignal }): AsyncIterable<ChangedTopic>;
  approvals(filter?: { status?: ApprovalStatus; role?: string; run?: string; limit?: number }): Promise<ApprovalItem[]>;
  /** A page of the open questions, with how many there are; `mine` are those put to a role of yours, or delegated to you. */
  inbox(filter?: { mine?: boolean; role?: string; limit?: number; cursor?: string }): Promise<ApprovalList>;
  approval(id: string): Promise<ApprovalItem>;
  /** With `wait`, once the run goes on with it, or after 3 s. */
  decide(id: string, decision: Decision, options?: { wait?: boolean }): Promise<DecisionReceived>;
  upload(document: SentDocument): Promise<DocumentStored>;
  /** Who calls, and what they may do. */
  me(): Promise<Me>;
  /** Ends the session of this browser. */
  signOut(): Promise<SignedOut>;
  /** The bytes of a stored document, such as one of `RunStory.documents`. */
  document(id: string): Promise<Uint8Array>;
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
  /** The systems that agents use, and how often each may be asked. */
  systems(): Promise<SystemItem[]>;
  /** Sets how many requests a second a system is sent by the whole fleet, at once and without a restart; null as it declares. */
  setRate(system: string, rate: RateRequest): Promise<SystemItem>;
  /** What may be spent on models this month, what is, and the calls of which nobody knows what they cost. */
  budgets(): Promise<BudgetList>;
  /** Sets what a workflow or a tenant may spend in a month, from this one on; null: no limit. Operators and admins. */
  setBudget(budget: Defaulted<BudgetRequest, 'why'>): Promise<BudgetList>;
  /** Answers that did not fit, newest first, and in which fields they have drifted from what we know. */
  quarantine(filter?: { all?: boolean }): Promise<Quarantine>;
  /** One of them, whole. */
  keptAnswer(id: number): Promise<KeptAnswer>;
  /** Holds them against what we know of the system today; where all fit, the drift is over. */
  replayQuarantine(which: ReplayRequest): Promise<Replay>;
  /** Keeps a run from being erased until the hold is released. */
  hold(hold: HoldRequest): Promise<HoldItem>;
  releaseHold(hold: string, end: EndRequest): Promise<HoldItem>;
  /** Those in force; with `all`, those that are over as well. */
  holds(filter?: { run?: string; all?: boolean }): Promise<HoldItem[]>;
  /** What would be erased with a run, what is against it, or who erased it. */
  erasure(run: string): Promise<ErasureItem>;
  /** For good. */
  erase(run: string, erasure: ErasureRequest): Promise<ErasureItem>;
  /** Looks for a person in what runs hold, for some seconds; `next` says where to go on. */
  findPerson(search: PersonSearch): Promise<PersonPage>;
  /** Who was told what runs and documents hold, newest first. `by`: issuer|subject, or the subject. */
  reads(filter?: { what?: string; by?: string; since?: Date; limit?: number; cursor?: string }): Promise<ReadPage>;
  /** Has a service told when a run has ended or an approval is asked. The secret is answered this once. */
  addWebhook(webhook: Defaulted<WebhookRequest, 'url' | 'events'>): Promise<WebhookMade>;
  removeWebhook(webhook: string): Promise<WebhookItem>;
  webhooks(filter?: { all?: boolean }): Promise<WebhookItem[]>;
  /** What webhooks were told; `dead` is what was given up. */
  deliveries(filter?: { state?: DeliveryState; webhook?: string; limit?: number }): Promise<DeliveryItem[]>;
  redeliver(delivery: string): Promise<DeliveryItem>;
  /** What came in by mailbox and drop folder, and what became of it. */
  intake(filter?: { outcome?: IntakeOutcome; limit?: number }): Promise<IntakeItem[]>;
}

export type RunEvent = { event: 'entry'; data: TimelineItem } | { event: 'run' | 'end'; data: RunSummary };

/** A time in which runs began. */
export interface Span {
  since?: Date;
  until?: Date;
}

export type Decision = Defaulted<DecisionRequest, 'decision'>;

const SLICE_MS = 30_000;
const AGAIN_AFTER_MS = 1_000;

/**
 * The client of a gateway, for other services. Needs nothing but the gateway's address, and to say who calls.
 *
 * ```ts
 * const seaworthy = createClient({ url: 'https://seaworthy.example.com', token: () => accessToken() });
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
export function createClient(options: ClientOptions): SeaworthyClient {
  const send = sender(options);
  const call = async <T>(method: string, path: string, sent?: Sent): Promise<T> =>
    (await (await send(method, path, sent)).json()) as T;
  const story = (run: string, query: Record<string, string>): Promise<RunStory> =>
    call('GET', `/v1/runs/${encodeURIComponent(run)}`, { query });
  return {
    ...readinessCalls(call),
    start: (workflow, input, { idempotencyKey, tenant, stretch } = {}) => {
      const headers = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
      const sent = isDocument(input) ? bytesOf(input, tenant) : { json: { input, tenant, stretch } };
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
    flag: (run, flag) => call('POST', `/v1/runs/${encodeURIComponent(run)}/flags`, { json: flag }),
    ...feedbackCalls(call),
    approvals: async (filter = {}) => (await call<ApprovalList>('GET', '/v1/approvals', { query: filter })).approvals,
    inbox: (filter = {}) => call('GET', '/v1/approvals', { query: filter }),
    approval: (id) => call('GET', `/v1/approvals/${encodeURIComponent(id)}`),
    decide: (id, decision, { wait = false } = {}) =>
      call('POST', `/v1/approvals/${encodeURIComponent(id)}/decisions`, { query: { wait }, json: decision }),
    follow: (run, { after = 0, signal } = {}) =>
      follow(send, `/v1/runs/${encodeURIComponent(run)}/events`, after, signal) as AsyncIterable<RunEvent>,
    changes: async function* ({ topics, signal } = {}) {
      const path = `/v1/events${topics ? `?topics=${topics.join()}` : ''}`;
      for await (const { data } of follow(send, path, 0, signal)) yield (data as { topic: ChangedTopic }).topic;
    },
    map: (workflow) => call('GET', `/v1/workflows/${encodeURIComponent(workflow)}/map`),
    figures: (workflow, span = {}) =>
      call('GET', `/v1/workflows/${encodeURIComponent(workflow)}/figures`, { query: inWords(span) }),
    advice: (workflow, span = {}) =>
      call('GET', `/v1/workflows/${encodeURIComponent(workflow)}/advice`, { query: inWords(span) }),
    completeness: (workflow, span = {}) =>
      call('GET', `/v1/workflows/${encodeURIComponent(workflow)}/completeness`, { query: inWords(span) }),
    cost: (workflow, asked = {}) => call('POST', `/v1/workflows/${encodeURIComponent(workflow)}/cost`, { json: asked }),
    projection: (workflow, asked = {}) =>
      call('POST', `/v1/workflows/${encodeURIComponent(workflow)}/projection`, { json: asked }),
    overview: (options = {}) => call('GET', '/v1/overview', { query: options }),
    upload: (document) => call('POST', '/v1/documents', bytesOf(document)),
    me: () => call('GET', '/v1/me'),
    signOut: () => call('POST', '/sign-out'),
    document: async (id) =>
      new Uint8Array(await (await send('GET', `/v1/documents/${encodeURIComponent(id)}`)).arrayBuffer()),
    halt: (halt) => call('POST', '/v1/halts', { json: halt }),
    resume: (halt, end) => call('POST', `/v1/halts/${halt}/resume`, { json: end }),
    halts: async (filter = {}) => (await call<HaltList>('GET', '/v1/halts', { query: filter })).halts,
    addRule: (rule) => call('POST', '/v1/rules', { json: rule }),
    endRule: (rule, end) => call('POST', `/v1/rules/${rule}/end`, { json: end }),
    systems: async () => (await call<SystemList>('GET', '/v1/systems')).systems,
    budgets: () => call('GET', '/v1/budgets'),
    setBudget: (budget) => call('PUT', '/v1/budgets', { json: budget }),
    setRate: (system, rate) => call('PUT', `/v1/systems/${encodeURIComponent(system)}`, { json: rate }),
    quarantine: (filter = {}) => call('GET', '/v1/quarantine', { query: filter }),
    keptAnswer: (id) => call('GET', `/v1/quarantine/${id}`),
    replayQuarantine: (which) => call('POST', '/v1/quarantine/replay', { json: which }),
    rules: (filter = {}) => call('GET', '/v1/rules', { query: filter }),
    hold: (hold) => call('POST', '/v1/holds', { json: hold }),
    releaseHold: (hold, end) => call('POST', `/v1/holds/${encodeURIComponent(hold)}/release`, { json: end }),
    holds: async (filter = {}) => (await call<HoldList>('GET', '/v1/holds', { query: filter })).holds,
    erasure: (run) => call('GET', `/v1/runs/${encodeURIComponent(run)}/erasure`),
    erase: (run, erasure) => call('POST', `/v1/runs/${encodeURIComponent(run)}/erasure`, { json: erasure }),
    findPerson: (search) => call('POST', '/v1/erasures/search', { json: search }),
    reads: ({ since, ...filter } = {}) =>
      call('GET', '/v1/reads', { query: { ...filter, since: since?.toISOString() } }),
    addWebhook: (webhook) => call('POST', '/v1/webhooks', { json: webhook }),
    removeWebhook: (webhook) => call('DELETE', `/v1/webhooks/${encodeURIComponent(webhook)}`),
    webhooks: async (filter = {}) => (await call<WebhookList>('GET', '/v1/webhooks', { query: filter })).webhooks,
    deliveries: async (filter = {}) =>
      (await call<DeliveryList>('GET', '/v1/deliveries', { query: filter })).deliveries,
    intake: async (filter = {}) => (await call<IntakeList>('GET', '/v1/intake', { query: filter })).items,
    redeliver: (delivery) => call('POST', `/v1/deliveries/${encodeURIComponent(delivery)}/redeliver`),
  };
}

function inWords({ since, until }: Span): { since?: string | undefined; until?: string | undefined } {
  return { since: since?.toISOString(), until: until?.toISOString() };
}

interface Sent {
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  json?: object;
  body?: Uint8Array<ArrayBuffer>;
  mediaType?: string;
  signal?: AbortSignal;
}

type Send = (method: string, path: string, sent?: Sent) => Promise<Response>;

function sender({ url, token, as }: ClientOptions): Send {
  return async (method, path, sent = {}) => {
    const target = new URL(path, url);
    for (const [name, value] of Object.entries(sent.query ?? {}))
      if (value !== undefined) target.searchParams.set(name, String(value));
    const type = sent.json ? 'application/json' : sent.mediaType;
    const body = sent.json ? JSON.stringify(sent.json) : sent.body;
    const answer = await fetch(target, {
      method,
      headers: {
        ...sent.headers,
        ...(type ? { 'content-type': type } : {}),
        ...(token ? { authorization: `Bearer ${await token()}` } : as ? { [AS_HEADER]: as } : {}),
      },
      ...(body === undefined ? {} : { body }),
      ...(sent.signal ? { signal: sent.signal } : {}),
    }).catch(() => {
      throw new SeaworthyError('Gateway.Unreachable', `Nobody answers at ${target.origin}.`);
    });
    if (answer.ok) return answer;
    throw await failureOf(answer);
  };
}

/** Server-sent events, again and again until one is called `end`, there are no more to come, or the signal is given. */
async function* follow(send: Send, path: string, after: number, signal?: AbortSignal): AsyncGenerator<Told> {
  for (let last = after; !signal?.aborted; await pause(AGAIN_AFTER_MS)) {
    try {
      const headers = last > 0 ? { 'last-event-id': String(last) } : {};
      const answer = await send('GET', path, { headers, ...(signal ? { signal } : {}) });
      if (answer.status === 204 || !answer.body) return;
      for await (const told of eventsIn(answer.body)) {
        last = told.id ?? last;
        yield told;
        if (told.event === 'end') return;
      }
    } catch (error) {
      const lost = error instanceof TypeError || (error as SeaworthyError).code === 'Gateway.Unreachable';
      if (!lost && !signal?.aborted) throw error;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function isDocument(input: Json | SentDocument): input is SentDocument {
  return typeof input === 'object' && input !== null && 'document' in input && ArrayBuffer.isView(input.document);
}

function bytesOf({ document, filename, mediaType = 'application/xml' }: SentDocument, tenant?: string): Sent {
  return { query: { filename, tenant }, body: new Uint8Array(document), mediaType };
}

function seconds(ms: number): string {
  return `${Math.min(60, Math.ceil(ms / 1000))}s`;
}
