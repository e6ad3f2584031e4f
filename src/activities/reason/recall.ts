import { z } from 'zod';
import type { AnyTool } from '../../agents/define-tool';
import type { Json } from '../../contracts/json';

/** Characters of a result that the model is shown, where its tool does not say. */
const SHOWN = 4_000;
/** Cutting off less than this saves nothing: it has to be told. */
const WORTH_CUTTING = 400;
/** Characters read at once. */
const MOST = 4_000;
/** A token of the vault, or a pair of surrogates, that a cut goes through. */
const HALF = /\[[A-Z]{0,5}(-[0-9A-F]{0,16})?$|[\uD800-\uDBFF]$/;

export const Recalled = z.object({
  call: z.string().describe('the id that stands under the shortened result'),
  from: z.int().min(0).describe('the first character to read'),
  to: z.int().min(1).describe(`the character to stop before; at most ${MOST} are read at once`),
});
export type Recalled = z.infer<typeof Recalled>;

/** What the header of a result says of its length; nothing where the model is shown all of it. */
export function shownOf(tool: Pick<AnyTool, 'shows'> | undefined, body: Json): { shown?: number } {
  const shown = tool?.shows ?? SHOWN;
  return JSON.stringify(body).length > shown + WORTH_CUTTING ? { shown } : {};
}

/** The beginning of a result, and how to read on. Pure, as all that makes up a conversation: what was sent once is sent the same again. */
export function shorten(text: string, shown: number, call: string): string {
  if (text.length <= shown + WORTH_CUTTING) return text; // masking has made it shorter
  const beginning = text.slice(0, shown).replace(HALF, '');
  return `${beginning}\n[These are the first ${beginning.length} of ${text.length} characters. To read on: recall, call "${call}", from ${beginning.length}.]`;
}

/** What of a shortened result is read, or why nothing. `wholes`: what can be, by call. */
export function rangeOf(
  { call, from, to }: Recalled,
  wholes: ReadonlyMap<string, string>,
): { range: Recalled } | { reason: string } {
  const whole = wholes.get(call);
  if (whole === undefined) return { reason: 'No result in this step was shortened under that id.' };
  if (from >= Math.min(to, whole.length)) return { reason: `It has ${whole.length} characters; nothing is there.` };
  const wanted = whole.slice(from, Math.min(to, from + MOST));
  return { range: { call, from, to: from + (wanted.replace(HALF, '') || wanted).length } };
}

/** As the model is shown it. `body` is that of the result of a recall: where it stands, since each thing is recorded once. */
export function readOn(body: Json, wholes: ReadonlyMap<string, string>): string {
  const { call, from, to } = body as Recalled;
  const whole = wholes.get(call) ?? '';
  return `${whole.slice(from, to)}\n[Characters ${from} to ${to} of ${whole.length}.]`;
}
