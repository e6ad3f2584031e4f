import type { z } from 'zod';
import type { Json } from '../../contracts/json';
import { withoutSecrets } from '../../integrations/secrets';
import { walkPersonal } from '../../masking/walk-personal';

/** What a system answered, in the form that the tool declares; a system that says our own credentials back is not listened to. @throws ZodError */
export function parseOutput(tool: { output: z.ZodType }, output: unknown): Json {
  const parsed = tool.output.parse(output) as Json;
  return walkPersonal([], parsed, { declared: (_, text) => text, other: withoutSecrets });
}
