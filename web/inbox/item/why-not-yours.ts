import type { ApprovalItem, Me, RunStory } from '../../../src/contracts/http';
import { fieldIn, numberIn, textIn } from '../../shared/fields';
import type { Made } from './decisions-of';

/** Why somebody may not decide a question that is open, in words. The gateway has the say; this only explains. */
export function whyNotYours(item: ApprovalItem, me: Me, made: Made[], story: RunStory | undefined): string {
  const yours = made.filter(({ by, refused }) => by === me.subject && !refused);
  if (yours.some(({ decision }) => decision === 'approve'))
    return 'You have approved it; the second pair of eyes is somebody else’s.';
  const name = `${me.issuer}|${me.subject}`;
  const origin = numberIn(fieldIn(item.question, 'origin'), 'seq');
  const edit = story?.timeline.find(({ kind, seq }) => kind === 'decided' && seq === origin);
  if (edit && textIn(edit.details, 'by') === name) return 'You proposed these arguments; somebody else approves them.';
  const started = story?.timeline.find(({ kind }) => kind === 'run-started');
  if (item.gate === 'approval' && textIn(started?.details, 'starter') === name)
    return 'You started this run; somebody else approves what it does.';
  if (!me.roles.includes(item.role)) return `It is for the role ${item.role}, which you do not have.`;
  return 'You have decided it already; somebody else decides now.';
}
