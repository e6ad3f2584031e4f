import type { Decision } from '../../client';
import type { ApprovalItem } from '../../src/contracts/http';

const reason = 'Stand-in reviewer: by the rules of the drill.';

/** The rules of people who are not what is tried: they approve, answer, and send back what is handed over to them. */
export function agreeingRules({ gate, tool }: ApprovalItem): Decision | undefined {
  switch (gate) {
    case 'approval':
      return { decision: 'approve', reason };
    case 'question':
      return { decision: 'answer', answer: { answer: 'Yes.' }, reason };
    case 'task': {
      if (tool) return undefined; // only a look into the system can tell whether it happened
      const resolution = { action: 'reject', amount: '0', reasons: ['OTH'], actions: ['NIN'], sure: true };
      return { decision: 'answer', answer: { ...resolution, rationale: reason }, reason };
    }
  }
}
