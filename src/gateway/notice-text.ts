import type { Notice } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { fieldOf } from './answers-to';

const what: Record<Notice, string> = {
  terminated: 'terminated in Temporal',
  'timed-out': 'ended by a time limit that Temporal was given for it',
  failed: 'ended as failed in Temporal',
  cancelled: 'cancelled in Temporal, past the gateway',
  deleted: 'deleted in Temporal, or kept there no longer',
  reset: 'reset in Temporal',
  paused: 'paused in Temporal',
  started: 'started in Temporal, and no gateway says that it did',
  behind: 'stopped: the ledger was restored to an older state than it has seen',
};

/** A notice in words. Who did it is what Temporal was told, and proves nothing. */
export function noticeText(notice: Notice, body: Json): string {
  const [by, activity] = [fieldOf(body, 'identity'), fieldOf(body, 'activity')];
  const text = typeof activity === 'string' ? `${what[notice]} (the activity ${activity})` : what[notice];
  return typeof by === 'string' && by !== '' ? `${text}, by the word of ${by}` : text;
}
