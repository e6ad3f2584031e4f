import { z } from 'zod';

const MOST_CHARACTERS = 16_000;
/** As `JSON.stringify` writes them: no digest could be made over such a text. */
const LONE_SURROGATE = /\\ud[89a-f][\da-f]{2}/i;

/** A form that a server wants filled in. Its texts are the server's: shown as such. */
const AskedForm = z.object({
  message: z.string(),
  requestedSchema: z.looseObject({ type: z.literal('object'), properties: z.record(z.string(), z.json()) }),
});

/** By the server's key, which the answer goes back under. */
export const AskedInput = z.record(z.string(), AskedForm);
export type AskedInput = z.infer<typeof AskedInput>;

const Requests = z.record(
  z.string(),
  z.object({
    method: z.literal('elicitation/create'),
    params: AskedForm.extend({ mode: z.literal('form').default('form') }).transform(
      ({ mode: _, ...form }): z.infer<typeof AskedForm> => form,
    ),
  }),
);

/** What a person has filled in, and the server's own note of what it was about, byte for byte. */
export interface GivenInput {
  answers: Record<string, unknown>;
  state: string | undefined;
}

/** Not an answer yet: the server asks something, and nothing was done so far. */
export class InputRequired extends Error {
  constructor(
    readonly asked: AskedInput,
    readonly state: string | undefined,
    readonly from: { role: string; within: string },
  ) {
    super('a person has to give something first');
    this.name = 'InputRequired';
  }
}

/** Of an `input_required` result; undefined where it asks for more than a short form: no sampling, no roots, no addresses to visit. */
export function askedInput(inputRequests: unknown, state: string | undefined): AskedInput | undefined {
  const requests = Requests.safeParse(inputRequests);
  if (!requests.success || Object.keys(requests.data).length === 0) return undefined;
  const text = JSON.stringify([requests.data, state]);
  if (text.length > MOST_CHARACTERS || LONE_SURROGATE.test(text)) return undefined;
  const asked = Object.fromEntries(Object.entries(requests.data).map(([key, { params }]) => [key, params]));
  return formFor(asked) && asked;
}

/** What an answer has to look like; undefined for what is no such form. */
export function formFor(asked: unknown): z.ZodType | undefined {
  const forms = AskedInput.safeParse(asked);
  if (!forms.success) return undefined;
  try {
    const fields = Object.entries(forms.data).map(([key, { message, requestedSchema }]) => [
      key,
      z.fromJSONSchema(requestedSchema as z.core.JSONSchema.JSONSchema).describe(message),
    ]);
    return z.strictObject(Object.fromEntries(fields) as Record<string, z.ZodType>);
  } catch {
    return undefined; // a kind of schema that no form can be made of
  }
}
