import { z } from 'zod';
import type { Json } from '../../src/contracts/json';

/** What an example says where the form leaves it open; and of a choice, the first of these that is among them. */
const SAFE: readonly Json[] = ['hand-over'];

const Schema = z.object({
  type: z.string().optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  pattern: z.string().optional(),
});
type Schema = z.infer<typeof Schema>;

/** An answer of the form that a question wants, by its JSON schema: hands over where that may be said. */
export function exampleAnswer(schema: unknown): Json {
  const parsed = Schema.safeParse(schema);
  return parsed.success ? exampleOf(parsed.data) : {};
}

function exampleOf(schema: Schema): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.find((choice) => SAFE.includes(choice)) ?? schema.enum[0] ?? null;
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0]);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, of]) => [name, exampleOf(of)]));
    case 'array':
      return [];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return 0;
    default:
      return schema.pattern ? '0' : 'settled by hand';
  }
}
