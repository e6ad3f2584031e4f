import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import { z } from 'zod';

const Schema = z.record(z.string(), z.json());

/** What a server says of one of its tools: whatever of it may lead a model or a person is here, and pinned. */
export const ToolDefinition = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: Schema,
  outputSchema: Schema.optional(),
  /** Hints of the server about itself: shown to people, and trusted by nobody. */
  annotations: Schema.optional(),
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

/** SHA-256 over the canonical JSON (RFC 8785), as hex. */
export function digestOfTool(definition: ToolDefinition): string {
  return createHash('sha256')
    .update(canonicalize(ToolDefinition.parse(definition)))
    .digest('hex');
}
