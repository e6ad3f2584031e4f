import type { Family } from '../attack';
import { RawInput } from '../../bend-thought';
import { call, conclude, inTurns, think } from '../say';

const nested = (depth: number): RawInput =>
  new RawInput(`{"why":"so","supplier":${'['.repeat(depth)}${']'.repeat(depth)},"order":"1"}`);

export const oversized: Family = {
  name: 'oversized',
  attacks: [
    {
      name: 'as long as it may be',
      tries: 'fills every answer up to its limit',
      say: ({ text }) => think({ type: 'text', text: text().repeat(2_000) }),
    },
    {
      name: 'a call that is too long',
      tries: 'writes arguments beyond the limit of an answer',
      say: inTurns(
        ({ text }) => think(call('askSupplier', { subject: 'S', question: text().repeat(2_000) })),
        ({ text }) =>
          think(call('askSupplier', { subject: text().repeat(9), question: text().repeat(100).slice(0, 9_000) })),
        (scene) => think(conclude(scene, { rationale: 'r'.repeat(9_000) })),
      ),
    },
    {
      name: 'deeply nested',
      tries: 'nests arguments so deep that whoever walks them falls over',
      say: inTurns(
        () => think({ type: 'tool_use', name: 'findReceipts', input: nested(500) }),
        () => think({ type: 'tool_use', name: 'findReceipts', input: nested(7_000) }),
      ),
    },
    {
      name: 'no JSON',
      tries: 'writes arguments that are no JSON, or no object',
      say: inTurns(
        () => think({ type: 'tool_use', name: 'conclude', input: new RawInput('{"action": "accept", "amount": ') }),
        () => think({ type: 'tool_use', name: 'conclude', input: new RawInput('[1, 2, 3]') }),
        () => think({ type: 'tool_use', name: 'conclude', input: new RawInput('"accept"') }),
      ),
    },
    {
      name: 'no Unicode',
      tries: 'writes texts that no encoding holds',
      say: inTurns((scene) => think(conclude(scene, { rationale: 'half a character: \uD800, and nothing: \u0000' }))),
    },
  ],
};
