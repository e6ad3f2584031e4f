import type { System } from '../agents/define-system';
import type { KeptAnswer, Replay } from '../contracts/quarantine';
import { driftedFields } from '../integrations/http/drifted-fields';

type Replayed = Replay['answers'][number];

/** Whether an answer that was kept would be taken today. */
export function replayAnswer({ answers }: Pick<System, 'answers'>, kept: KeptAnswer): Replayed {
  const { id, contract } = kept;
  const schema = answers && Object.hasOwn(answers, contract) ? answers[contract] : undefined;
  if (kept.answer === '(erased)') return { id, contract, outcome: 'erased', fields: [] };
  if (!schema) return { id, contract, outcome: 'no-contract', fields: [] };
  try {
    schema.parse(JSON.parse(kept.answer));
    return { id, contract, outcome: 'fits', fields: [] };
  } catch (error) {
    return { id, contract, outcome: 'does-not-fit', fields: driftedFields(error) };
  }
}
