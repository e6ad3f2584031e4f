import type { RunStory, TimelineItem } from '../contracts/http';
import { clean, duration, wrap } from './print';

/** A run as text: how it stands, then what happened step by step. */
export function storyText(story: RunStory): string {
  return [heading(story), ...story.timeline.map(line), '', ...ending(story)].join('\n');
}

/** How a run stands, and what comes next. */
export function standing(story: RunStory): string {
  return [heading(story), ...ending(story)].join('\n');
}

function heading({ run, workflowId, status, end, step, turns, usd, startedAt, endedAt, links }: RunStory): string {
  const took = (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt);
  const where = end ? `ended: ${end}` : `${status}${step ? ` at ${step}` : ''}`;
  return [
    `${run}  ${workflowId}`,
    `${where} · ${duration(took)} · ${turns} turns · $${usd}`,
    ...(links.temporal ? [links.temporal] : []),
  ].join('\n');
}

function line({ kind, at, text, why, ms, usd }: TimelineItem): string {
  if (kind === 'step-entered') return `\n${clean(text)}`;
  const figures = [ms ? duration(ms) : '', usd && usd !== '0' ? `$${usd}` : ''].filter(Boolean).join(', ');
  const told = `${at.slice(11, 19)}  ${text}${figures ? ` [${figures}]` : ''}`;
  return [wrap(told, '  '), ...(why ? [wrap(why, '            ')] : [])].join('\n');
}

function ending({ result, approvals, role, status }: RunStory): string[] {
  if (result)
    return [
      wrap(result.summary, ''),
      ...result.degraded.map((how) => wrap(`degraded: ${how}`, '')),
      ...(result.output === null ? [] : [JSON.stringify(result.output, undefined, 2)]),
    ];
  if (approvals.length > 0)
    return approvals.map(
      (id) => `Waits for ${role ?? 'people'}: \`seaworthy approvals --id ${id}\` says what is asked.`,
    );
  return [
    status === 'parked'
      ? 'Parked: it goes on by itself once the system is back, or the halt is lifted.'
      : 'It goes on by itself.',
  ];
}
