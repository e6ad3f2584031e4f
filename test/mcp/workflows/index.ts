import { defineMap, goTo } from '../../../src/workflows/engine/map';
import type { notesAgent } from './notes-agent';

const paths = { onUnavailable: goTo('refused'), onMalformed: goTo('refused'), onRejected: goTo('refused') } as const;

export const notesMap = defineMap<ReturnType<typeof notesAgent>>('note-keeping')({
  read: { kind: 'system', tool: 'readNote', purpose: 'read a note', ...paths },
  write: { kind: 'system', tool: 'writeNote', purpose: 'write a note', ...paths },
  think: {
    kind: 'agent',
    tools: ['readNote', 'writeNote'],
    outcome: 'note',
    purpose: 'keep notes',
    onExhausted: goTo('refused'),
    onUnavailable: goTo('refused'),
  },
  done: { kind: 'end', purpose: 'all is well' },
  refused: { kind: 'end', purpose: 'the notes are not to be had' },
});

export const readNote = notesMap.implement(async (step, { name }: { name: string }) => {
  const { text = '' } = await step.call('read', { name });
  return step.end('done', text);
}, {});

export const writeNote = notesMap.implement(async (step, { name }: { name: string }) => {
  const { text = '' } = await step.call('write', { name });
  return step.end('done', text);
}, {});

export const thinkOfNotes = notesMap.implement(async (step, input: { name: string }) => {
  const { note } = await step.reason('think', input);
  return step.end('done', note);
}, {});
