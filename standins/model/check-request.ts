import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import { checkStrictTools } from './check-strict-schema';
import { blocksOf } from './count-tokens';
import type { MessagesRequest } from './messages-api';
import { findModel } from './models';
import { Rejection } from './rejection';

const CacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const ID = z.string().regex(/^[a-zA-Z0-9_-]+$/);
const Dictionary = z.record(z.string(), z.unknown());

const Text = z.strictObject({
  type: z.literal('text'),
  text: z.string().regex(/\S/, 'text content blocks must contain non-whitespace text'),
  citations: z.unknown().optional(),
  cache_control: CacheControl,
});
const ToolUse = z.strictObject({
  type: z.literal('tool_use'),
  id: ID,
  name: z.string(),
  input: Dictionary,
  caller: z.unknown().optional(),
  toolset_name: z.string().nullish(),
  cache_control: CacheControl,
});
const ToolResult = z
  .strictObject({
    type: z.literal('tool_result'),
    tool_use_id: ID,
    content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).optional(),
    is_error: z.boolean().optional(),
    toolset_name: z.string().nullish(),
    cache_control: CacheControl,
  })
  .refine((block) => block.is_error !== true || (block.content !== undefined && block.content.length > 0), {
    message: 'content cannot be empty if `is_error` is true',
  });
const KNOWN = ['text', 'tool_use', 'tool_result'];
const Other = z.looseObject({ type: z.string().refine((type) => !KNOWN.includes(type), { abort: true }) });

const Body = z.strictObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant', 'system']),
        content: z.union([
          z.string().min(1, 'content must not be empty'),
          z.array(z.union([Text, ToolUse, ToolResult, Other])).min(1, 'content must not be empty'),
        ]),
      }),
    )
    .min(1, 'at least one message is required'),
  system: z.union([z.string(), z.array(Text)]).optional(),
  tools: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
        description: z.string().optional(),
        input_schema: z.looseObject({ type: z.literal('object') }),
        strict: z.boolean().optional(),
        type: z.literal('custom').nullish(),
        cache_control: CacheControl,
        input_examples: z.array(Dictionary).optional(),
        eager_input_streaming: z.boolean().nullish(),
        defer_loading: z.boolean().optional(),
        allowed_callers: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  tool_choice: z
    .union([
      z.strictObject({ type: z.enum(['auto', 'any']), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('tool'), name: z.string(), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .optional(),
  cache_control: CacheControl,
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  output_config: z.looseObject({}).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  inference_geo: z.string().nullish(),
});
const CountBody = Body.omit({ max_tokens: true, stream: true });

/** The request, or the `Rejection` the provider would answer with. */
export const checkRequest = (body: unknown, what: 'create' | 'count'): MessagesRequest => {
  const parsed = (what === 'create' ? Body : CountBody).safeParse(body);
  if (!parsed.success) throw Rejection.invalid(describe(parsed.error));
  const request = body as MessagesRequest;
  const model = findModel(request.model);
  if (!model) throw new Rejection(404, 'not_found_error', `model: ${request.model}`);
  if (request.max_tokens > model.maxOutput)
    throw Rejection.invalid(
      `max_tokens: ${request.max_tokens} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${request.model}`,
    );
  checkTools(request);
  checkConversation(request.messages);
  return request;
};

/** One line, as the provider words it: the path, then what is wrong there. A union speaks for its branch that came furthest. */
const describe = (error: z.ZodError): string => {
  const furthest = (issue: z.core.$ZodIssue, path: PropertyKey[]): { path: PropertyKey[]; message: string } => {
    const here = [...path, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return { path: [...here, issue.keys[0] ?? ''], message: 'Extra inputs are not permitted' };
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
      return { path: here, message: 'Field required' };
    if (issue.code !== 'invalid_union') return { path: here, message: issue.message };
    const branches = issue.errors
      // A branch that fails at the discriminating `type` is not the one that was meant.
      .filter((issues) => !issues.some((inner) => inner.path.length === 1 && inner.path[0] === 'type'))
      .flatMap((issues) => issues.slice(0, 1).map((inner) => furthest(inner, here)));
    return branches.sort((a, b) => b.path.length - a.path.length)[0] ?? { path: here, message: issue.message };
  };
  const first = error.issues[0];
  if (!first) return 'invalid request';
  const { path, message } = furthest(first, []);
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
};

const checkTools = ({ tools = [], tool_choice: choice }: MessagesRequest): void => {
  const names = tools.map((tool) => tool.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw Rejection.invalid(`tools: Tool names must be unique. '${double}' is used twice.`);
  if (choice && tools.length === 0) throw Rejection.invalid('tool_choice: may only be specified while providing tools');
  if (choice?.type === 'tool' && !names.includes(choice.name))
    throw Rejection.invalid(`tool_choice: Tool '${choice.name}' not found in provided tools`);
  checkStrictTools(tools);
};

/** Every use of a tool is answered at the start of the next message, once, and nothing else is answered. */
const checkConversation = (messages: MessageParam[]): void => {
  if (messages[0]?.role !== 'user') throw Rejection.invalid('messages: first message must use the "user" role');
  const turns = mergeTurns(messages);
  const seen = new Set<string>();
  turns.forEach(({ role, index, blocks }, place) => {
    const calls = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    if (calls.length > 0 && role !== 'assistant')
      throw Rejection.invalid(`messages.${index}: \`tool_use\` blocks can only be in \`assistant\` messages`);
    for (const id of calls) {
      if (seen.has(id))
        throw Rejection.invalid(`messages.${index}: \`tool_use\` ids must be unique. Found twice: ${id}`);
      seen.add(id);
    }
    const next = turns[place + 1]?.blocks ?? [];
    const end = next.findIndex((block) => block.type !== 'tool_result');
    const answers = resultsOf(end === -1 ? next : next.slice(0, end));
    const missing = calls.filter((id) => !answers.includes(id));
    if (missing.length > 0)
      throw Rejection.invalid(
        `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. ` +
          'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
      );
    const asked = (turns[place - 1]?.blocks ?? []).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    const results = resultsOf(blocks);
    const stray = results.find((id) => !asked.includes(id));
    if (stray !== undefined)
      throw Rejection.invalid(
        `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. ` +
          'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
      );
    const double = results.find((id, nth) => results.indexOf(id) !== nth);
    if (double !== undefined)
      throw Rejection.invalid(
        `messages.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${double}`,
      );
  });
  const last = turns.at(-1);
  // Only a paused turn, which ends in the use of a server tool, may be continued.
  if (last?.role === 'assistant' && last.blocks.at(-1)?.type !== 'server_tool_use')
    throw Rejection.invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
};

type Blocks = ReturnType<typeof blocksOf>;

const resultsOf = (blocks: Blocks): string[] =>
  blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));

/** Consecutive messages of one role count as one. */
const mergeTurns = (messages: MessageParam[]): { role: MessageParam['role']; index: number; blocks: Blocks }[] => {
  const turns: { role: MessageParam['role']; index: number; blocks: Blocks }[] = [];
  messages.forEach(({ role, content }, index) => {
    const previous = turns.at(-1);
    if (previous?.role === role) previous.blocks = [...previous.blocks, ...blocksOf(content)];
    else turns.push({ role, index, blocks: blocksOf(content) });
  });
  return turns;
};
