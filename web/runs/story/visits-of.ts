import Decimal from 'decimal.js';
import type { RunStory, TimelineItem } from '../../../src/contracts/http';
import type { Json } from '../../../src/contracts/json';
import { fieldIn, textIn } from '../../shared/fields';

/** One call of a tool, with all that was recorded of it. */
export interface Call {
  call: string;
  tool: string;
  input: Json | undefined;
  items: TimelineItem[];
}

/** What happened while the run was in a step; `step` is '' before the first. */
export interface Visit {
  seq: number;
  step: string;
  kind: string;
  /** What happened in order; calls stand where they were asked. */
  parts: (TimelineItem | Call)[];
  /** Decimal text. */
  usd: string;
  /** From entering to leaving, waiting included; undefined where it has not been left. */
  ms: number | undefined;
}

/** Where a step begins, its head says. Flags stand at what they are about. */
const UNSHOWN = new Set(['step-entered', 'step-left', 'flagged']);
const OF_CALL = new Set(['call-asked', 'verdict', 'write-claimed', 'result', 'call-failed']);

/** The story step by step; the last is the end. */
export function visitsOf({ timeline }: RunStory): Visit[] {
  const visits: Visit[] = [];
  const calls = new Map<string, Call>();
  let began = 0;
  let thought: TimelineItem | undefined;
  for (const item of timeline) {
    const { kind, seq, step, header, usd, at } = item;
    let visit = visits.at(-1);
    if (!visit || kind === 'step-entered' || kind === 'run-ended') {
      if (visit) visit.ms = Date.parse(at) - began;
      began = Date.parse(at);
      visit = { seq, parts: [], usd: '0', ms: undefined, ...headOf(item) };
      visits.push(visit);
    }
    if (usd) visit.usd = new Decimal(visit.usd).plus(usd).toFixed();
    if (kind === 'thought') thought = item;
    if (UNSHOWN.has(kind)) continue;
    if (!OF_CALL.has(kind)) {
      visit.parts.push(item);
      continue;
    }
    const id = textIn(header, 'call');
    const known = calls.get(id);
    if (known) known.items.push(item);
    else {
      const input = kind === 'call-asked' ? item.details : askedIn(thought?.step === step ? thought : undefined, id);
      const call = { call: id, tool: textIn(header, 'tool'), input, items: [item] };
      calls.set(id, call);
      visit.parts.push(call);
    }
  }
  return visits;
}

function headOf({ kind, step, header }: TimelineItem): Pick<Visit, 'step' | 'kind'> {
  switch (kind) {
    case 'step-entered':
      return { step: step ?? '', kind: textIn(header, 'kind') };
    case 'run-ended':
      return { step: textIn(header, 'end'), kind: 'end' };
    default:
      return { step: '', kind: '' };
  }
}

/** What the model wanted a tool to be called with. The id of a call ends with its place among those of the thought. */
function askedIn(thought: TimelineItem | undefined, call: string): Json | undefined {
  const blocks = Array.isArray(thought?.details) ? thought.details : [];
  const used = blocks.filter((block) => textIn(block, 'type') === 'tool_use')[Number(call.split('.').at(-1))];
  return fieldIn(used, 'input') as Json | undefined;
}
