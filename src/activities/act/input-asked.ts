import type { ActInput, ActResult } from '../../contracts/activities';
import type { Json } from '../../contracts/json';
import type { GivenInput, InputRequired } from '../../integrations/mcp/input-required';
import { digestOf } from '../../ledger/digest-of';
import { readOfCall } from '../../ledger/read-call';
import type { Vault } from '../../masking/vault';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { readAbout } from './approval-for-call';

interface Noted {
  asked: Json;
  state: string | null;
}

/** Notes what the system asks for, with its own note of what that is about, which no workflow needs to hold. */
export async function noteInputAsked(
  attempt: Attempt,
  { step, call, tool }: ActInput,
  system: string,
  { asked, state, from }: InputRequired,
): Promise<ActResult> {
  const body = { asked: asked as Json, state: state ?? null };
  const digest = digestOf(body);
  const header = { call, tool, digest };
  await attempt.append([{ source: `call:${call}:input:${digest}`, kind: 'input-asked', step, header, body }]);
  return { type: 'input-asked', system, asked: body.asked, digest, ...from };
}

/** What a person gave, by a signature that holds, and the system's note of what it had asked: of this call, and of this very question. */
export async function givenInput(
  deps: Deps,
  attempt: Attempt,
  input: ActInput,
  vault: Vault,
): Promise<GivenInput | undefined> {
  if (!input.given) return undefined;
  const weighed = await readAbout(deps, attempt, input, input.given);
  const answer = weighed?.closing?.decision === 'answer' ? weighed.closing.content.answer : undefined;
  const { digest = '', gate } = weighed?.question ?? {};
  const noted = await readOfCall(deps.ledger, attempt.run, input.call, `input:${digest}`);
  if (gate !== 'question' || answer === undefined || !noted || digestOf(noted.body) !== digest) return undefined;
  const { state } = noted.body as unknown as Noted;
  return { answers: vault.restore(answer).value as Record<string, unknown>, state: state ?? undefined };
}
