import { createHash } from 'node:crypto';
import type { StopReason } from '@anthropic-ai/sdk/resources/messages';
import type { Trouble } from '../../standins/model/faults';
import type { MessagesRequest, Reasoner, Thought, ThoughtBlock } from '../../standins/model/messages-api';
import { Rejection } from '../../standins/model/rejection';
import {
  startModelStandIn,
  type ModelStandIn,
  type ModelStandInOptions,
} from '../../standins/model/start-model-stand-in';

export interface ScriptedTurn {
  say?: string;
  calls?: { tool: string; args: Record<string, unknown>; why?: string }[];
  /** The arguments of `conclude`. */
  conclude?: Record<string, unknown>;
  stopReason?: StopReason;
  /** Strikes the first `times` (once, by default) sends of one and the same request; then the turn is answered. */
  fault?: Trouble & { times?: number };
  delayMs?: number;
  /** Nothing is answered before this settles. */
  holdUntil?: Promise<unknown>;
}

export type Script = ScriptedTurn[] | ((turn: number, request: MessagesRequest) => ScriptedTurn | undefined);

/**
 * A model that follows a script, over the real wire. Several scripts are told apart by a marker found in the conversation. Which turn it is
 * follows from the number of assistant messages in the conversation, so a call that is repeated gets the same answer (under new ids).
 * A conversation without script, and a turn past the end of it, is refused with 400.
 */
export const startScriptedModel = (
  script: Script | Readonly<Record<string, Script>>,
  options: Omit<ModelStandInOptions, 'reasoner'> = {},
): Promise<ModelStandIn> => {
  const struck = new Map<string, number>();
  const reasoner: Reasoner = async (request) => {
    const chosen = choose(script, request);
    const turn = request.messages.filter((message) => message.role === 'assistant').length;
    const scripted = typeof chosen === 'function' ? chosen(turn, request) : chosen[turn];
    if (!scripted) throw Rejection.invalid(`The script has no turn ${turn}.`);
    if (scripted.delayMs) await new Promise((resolve) => setTimeout(resolve, scripted.delayMs));
    await scripted.holdUntil;
    const thought = compose(scripted);
    if (!scripted.fault) return thought;
    const { times = 1, ...trouble } = scripted.fault;
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const met = struck.get(digest) ?? 0;
    struck.set(digest, met + 1);
    return met < times ? { ...thought, trouble } : thought;
  };
  return startModelStandIn({ keepRequests: true, ...options, reasoner });
};

const choose = (script: Script | Readonly<Record<string, Script>>, request: MessagesRequest): Script => {
  if (Array.isArray(script) || typeof script === 'function') return script;
  const conversation = JSON.stringify(request.messages);
  const found = Object.entries(script).find(([marker]) => conversation.includes(marker));
  if (!found)
    throw Rejection.invalid(
      `No script for this conversation. There are scripts for: ${Object.keys(script).join(', ')}.`,
    );
  return found[1];
};

const compose = ({ say, calls = [], conclude, stopReason }: ScriptedTurn): Thought => ({
  content: [
    ...(say === undefined ? [] : [{ type: 'text', text: say } satisfies ThoughtBlock]),
    ...calls.map(({ tool, args, why = 'The script says so.' }): ThoughtBlock => ({
      type: 'tool_use',
      name: tool,
      input: { why, ...args },
    })),
    ...(conclude
      ? [
          {
            type: 'tool_use',
            name: 'conclude',
            input: { why: 'The script ends here.', ...conclude },
          } satisfies ThoughtBlock,
        ]
      : []),
  ],
  ...(stopReason ? { stopReason } : {}),
});
