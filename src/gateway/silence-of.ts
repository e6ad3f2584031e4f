import type { ApprovalItem } from '../contracts/http';
import type { ExceptionPath, MapData, MapStep } from '../contracts/map';
import type { ApprovalRecord } from '../ledger/list-approvals';
import { fieldOf } from './answers-to';

/** What happens when nobody answers in time: who is asked next, and what the map declares for when nobody has. Never that it is approved. */
export function silenceOf(map: MapData | undefined, asked: ApprovalRecord): ApprovalItem['silence'] {
  const { ladder, role, step } = asked;
  return { asks: ladder.slice(ladder.indexOf(role) + 1), then: thenOf(map, map?.steps[step], asked) };
}

function thenOf(map: MapData | undefined, step: MapStep | undefined, { gate, asked }: ApprovalRecord): string {
  if (gate === 'task' && fieldOf(asked, 'outcome') === undefined) return 'it is asked again, and the run waits';
  const nothing = gate === 'approval' ? 'it is not done' : 'nobody has answered';
  switch (step?.kind) {
    case 'system':
      return `${nothing}, and ${wordsOf(map, step.onDenied ?? step.onRejected)}`;
    case 'human':
      return `${nothing}, and ${wordsOf(map, step.onExpired)}`;
    case 'agent':
      return `${nothing}, and the agent is told so`;
    default:
      return nothing;
  }
}

function wordsOf(map: MapData | undefined, path: ExceptionPath): string {
  switch (path.path) {
    case 'park':
      return 'the run waits';
    case 'degrade':
      return `the run goes on; ${path.how}`;
    case 'cached':
      return `the run goes on with an answer no older than ${path.noOlderThan}; else ${wordsOf(map, path.otherwise)}`;
    case 'goTo': {
      const to = map?.steps[path.to];
      const verb = to?.kind === 'end' ? 'ends as' : 'goes to';
      return `the run ${verb} ${path.to}${to ? ` (${to.purpose})` : ''}`;
    }
  }
}
