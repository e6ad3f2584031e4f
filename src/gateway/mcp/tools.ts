import type { ToolAnnotations } from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  ApprovalList,
  CancelRequested,
  DocumentStored,
  RunPage,
  RunStarted,
  RunStatus,
  RunStory,
  StartRequest,
} from '../../contracts/http';
import { Id } from '../parameters';

/** What another agent may ask for: a request to a route, which checks it as it does everybody's, and what is told of the answer. */
export interface McpTool {
  name: string;
  title: string;
  description: string;
  annotations: ToolAnnotations;
  input: z.ZodObject;
  output: z.ZodObject;
  request(args: never): GatewayRequest;
}

export interface GatewayRequest {
  method: 'GET' | 'HEAD' | 'POST';
  url: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  payload?: string | object;
}

const Run = z.object({ run: Id.shape.id });
const reads = { readOnlyHint: true, openWorldHint: false } as const;

const RunState = RunStory.omit({ timeline: true });
const Waiting = z.object({
  approvals: z.array(
    ApprovalList.shape.approvals.element.pick({
      id: true,
      run: true,
      workflow: true,
      step: true,
      gate: true,
      role: true,
      title: true,
      dueAt: true,
    }),
  ),
});

function tool<I extends z.ZodObject>(
  given: Omit<McpTool, 'input' | 'request'> & {
    input: I;
    request(args: z.output<I>): ReturnType<McpTool['request']>;
  },
): McpTool {
  return given;
}

/** There is none that decides, answers, edits or delegates: people do, and not through an agent. Held by test/gateway/mcp.test.ts. */
export const mcpTools: readonly McpTool[] = [
  tool({
    name: 'start_run',
    title: 'Start a run',
    description:
      'Starts a run of a workflow; invoice-exceptions takes {"document": id of a stored e-invoice}. The same idempotency key starts one run.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    input: z.object({
      workflow: z.string().describe('such as invoice-exceptions'),
      input: StartRequest.shape.input,
      idempotencyKey: z.string().min(1).max(200).optional(),
    }),
    output: RunStarted,
    request: ({ workflow, input, idempotencyKey }) => ({
      method: 'POST',
      url: `/v1/workflows/${encodeURIComponent(workflow)}/runs`,
      payload: { input },
      headers: idempotencyKey ? { 'idempotency-key': idempotencyKey } : {},
    }),
  }),
  tool({
    name: 'get_run',
    title: 'How a run stands',
    description: 'Where a run is, for whom it waits, its result once it has ended, and its documents.',
    annotations: reads,
    input: Run,
    output: RunState,
    request: ({ run }) => ({ method: 'GET', url: `/v1/runs/${run}` }),
  }),
  tool({
    name: 'wait_for_run',
    title: 'Wait for a run',
    description: 'As get_run, once the run has ended or waits for a person, or the time is over.',
    annotations: reads,
    input: Run.extend({
      seconds: z.int().min(1).max(50).default(30),
      until: z.enum(['rest', 'ended']).default('rest').describe('rest: it has ended or waits for a person'),
    }),
    output: RunState,
    request: ({ run, seconds, until }) => ({ method: 'GET', url: `/v1/runs/${run}?wait=${seconds}s&until=${until}` }),
  }),
  tool({
    name: 'list_runs',
    title: 'List runs',
    description: 'Runs, newest first, a page at a time.',
    annotations: reads,
    input: z.object({
      status: RunStatus.optional(),
      limit: z.int().min(1).max(100).default(20),
      cursor: z.string().optional().describe('`next` of the page before'),
    }),
    output: RunPage,
    request: ({ status, limit, cursor }) => ({
      method: 'GET',
      url: '/v1/runs',
      query: { limit: String(limit), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) },
    }),
  }),
  tool({
    name: 'list_waiting',
    title: 'What waits for people',
    description:
      'What people are asked, and of which role. They answer at the desk or by the link in a mail, never through this server.',
    annotations: reads,
    input: z.object({ role: z.string().optional(), run: Id.shape.id.optional() }),
    output: Waiting,
    request: ({ role, run }) => ({
      method: 'GET',
      url: '/v1/approvals',
      query: { ...(role ? { role } : {}), ...(run ? { run } : {}) },
    }),
  }),
  tool({
    name: 'cancel_run',
    title: 'Cancel a run',
    description: 'Asks a run to end, once no write of its is under way. What it has done stays done.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    input: Run,
    output: CancelRequested,
    request: ({ run }) => ({ method: 'POST', url: `/v1/runs/${run}/cancel` }),
  }),
  tool({
    name: 'put_document',
    title: 'Store a document',
    description: 'Stores a document under its own digest, for start_run; answers its id and where it is to be had.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.object({
      content: z.string().min(1),
      encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
      mediaType: z.string().default('application/xml'),
      filename: z.string().optional(),
    }),
    output: DocumentStored,
    request: ({ content, encoding, mediaType, filename }) => ({
      method: 'POST',
      url: '/v1/documents',
      query: filename ? { filename } : {},
      payload: Buffer.from(content, encoding),
      headers: { 'content-type': mediaType },
    }),
  }),
];
