import type { Entry } from '../../contracts/entry';
import type { MapData } from '../../contracts/map';

/** The path of a run, told by what was out of the ordinary: the first branch of each decision is the ordinary one. Empty: straight through. */
export function branchesOf(entries: readonly Entry[], map: MapData): string[] {
  const asked = new Map<string, string>();
  return entries.flatMap((entry): string[] => {
    if (entry.kind === 'approval-asked' && entry.header.gate !== 'task')
      asked.set(entry.header.approval, entry.header.role);
    if (entry.kind === 'approval-escalated') asked.set(entry.header.approval, entry.header.role);
    return told(entry, map, asked);
  });
}

function told(entry: Entry, map: MapData, asked: ReadonlyMap<string, string>): string[] {
  if (entry.kind === 'branch-taken') {
    const step = map.steps[entry.step ?? ''];
    const ordinary = step?.kind === 'decision' && step.branches[0] === entry.header.branch;
    if (ordinary) return [];
    return [entry.header.branch === 'none' ? `not ${entry.step}` : entry.header.branch];
  }
  if (entry.kind === 'step-entered')
    return entry.header.kind === 'agent' || entry.header.kind === 'human' ? [entry.step ?? ''] : [];
  if (entry.kind === 'path-taken') {
    const exception = entry.header.exception.slice('on'.length).toLowerCase();
    return [`${entry.step} ${exception}`];
  }
  if (entry.kind === 'decided') {
    const role = asked.get(entry.header.approval);
    return role ? [`${role} ${past[entry.header.decision]}`] : []; // what a task led to is the next branch
  }
  return [];
}

const past = { approve: 'approves', deny: 'denies', edit: 'edits', answer: 'answers', delegate: 'delegates' };
