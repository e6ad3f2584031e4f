import type { Entry } from '../contracts/entry';
import type { TimelineItem } from '../contracts/http';
import type { Json } from '../contracts/json';
import { fieldOf } from './answers-to';

/** One entry in words. */
export function tellEntry(entry: Entry): TimelineItem {
  const { text, why, ms, usd } = tell(entry);
  return {
    seq: entry.seq,
    at: entry.at.toISOString(),
    kind: entry.kind,
    step: entry.step,
    text,
    ...(why ? { why } : {}),
    ...(ms === undefined ? {} : { ms }),
    ...(usd === undefined ? {} : { usd }),
    ...(entry.body === null ? {} : { details: entry.body }),
  };
}

interface Told {
  text: string;
  why?: string;
  ms?: number;
  usd?: string;
}

function tell({ kind, header, body, step }: Entry): Told {
  switch (kind) {
    case 'run-started':
      return { text: `${header.workflow} began, agent ${header.agent} version ${header.agentVersion}` };
    case 'run-reset':
      return { text: 'Temporal reset the run' };
    case 'step-entered':
      return { text: `${step} (${header.kind}${header.visit > 1 ? `, visit ${header.visit}` : ''})` };
    case 'step-left':
      return { text: `${step} left` };
    case 'branch-taken':
      return { text: `branch ${header.branch}`, why: textIn(body, 'why') };
    case 'fact-established':
      return { text: `established ${header.name}` };
    case 'thought':
      return {
        text: `${header.model}, turn ${header.turn}: ${said(body)}`,
        why: whys(body),
        ms: header.ms,
        usd: header.usd,
      };
    case 'model-failed':
      return {
        text: `${header.model} ${header.class === 'halted' ? 'was broken off by a halt' : `failed: ${header.class} ${header.code}`}`.trim(),
        ms: header.ms,
        ...(header.usd ? { usd: header.usd } : {}),
      };
    case 'call-failed':
      return { text: `${header.tool} failed: ${header.class} ${header.code}`.trim(), ms: header.ms };
    case 'call-asked':
      return { text: `calls ${header.tool}` };
    case 'verdict':
      return {
        text: `${header.tool}: ${header.verdict} (${header.rule})`,
        why: textIn(body, 'reason') || textIn(body, 'why'),
      };
    case 'write-claimed':
      return { text: `${header.tool}: about to be sent${header.epoch > 1 ? `, try ${header.epoch}` : ''}` };
    case 'result':
      return {
        text: `${header.tool}: ${header.outcome}`,
        why: header.outcome === 'done' ? '' : textIn(body, 'error'),
        ms: header.ms,
      };
    case 'approval-asked':
      return { text: `${header.gate} for ${header.role}: ${textIn(body, 'title')}`, why: textIn(body, 'rule') };
    case 'approval-reminded':
      return { text: 'people were reminded' };
    case 'approval-escalated':
      return { text: `escalated to ${header.role}` };
    case 'approval-defaulted':
      return { text: 'nobody decided in time' };
    case 'decided':
      return {
        text: `${textIn(body, 'by')}: ${header.decision} ${textIn(body, 'to')}`.trim(),
        why: textIn(body, 'reason'),
      };
    case 'decision-refused':
      return {
        text: `an attempt to decide was refused: ${header.reason}${header.entry ? `, entry ${header.entry}` : ''}`,
        why: textIn(body, 'by'),
      };
    case 'decision-taken':
      return { text: `the run goes on: ${header.decision}` };
    case 'resumed':
      return { text: 'another attempt took over' };
    case 'degraded':
      return { text: `degraded: ${header.how}` };
    case 'parked':
      return header.halt === undefined
        ? { text: `parked until ${header.system} is back` }
        : { text: `halted (${header.halt})`, why: textIn(body, 'why') };
    case 'unparked':
      return { text: header.system ? `looks whether ${header.system} is back` : 'looks whether it may go on' };
    case 'path-taken':
      return { text: `${header.exception}: ${header.path} ${header.to}`.trim(), why: textIn(body, 'reason') };
    case 'run-ended':
      return { text: `ended: ${header.end}`, why: textIn(body, 'summary') };
    case 'halt-declared':
      return { text: `${textIn(body, 'by')} halts ${header.scope} ${header.value}`.trim(), why: textIn(body, 'why') };
    case 'halt-lifted':
      return { text: `${textIn(body, 'by')} lifts halt ${header.halt}`, why: textIn(body, 'why') };
    case 'rule-added':
      return { text: `${textIn(body, 'by')} adds rule ${header.rule} (${header.effect})`, why: textIn(body, 'why') };
    case 'rule-ended':
      return { text: `${textIn(body, 'by')} ends rule ${header.rule}`, why: textIn(body, 'why') };
  }
}

function textIn(body: Json, field: string): string {
  const value = fieldOf(body, field);
  return typeof value === 'string' ? value : '';
}

interface Block {
  type: string;
  text?: string;
  name?: string;
  input?: Json;
}

function blocksOf(body: Json): Block[] {
  return Array.isArray(body) ? (body as unknown as Block[]) : [];
}

/** What the model said, and which tools it asked for. */
function said(body: Json): string {
  const parts = blocksOf(body).flatMap(({ type, text, name }) =>
    type === 'text' && text ? [text] : type === 'tool_use' && name ? [`→ ${name}`] : [],
  );
  return parts.join(' ') || '(nothing)';
}

function whys(body: Json): string {
  return blocksOf(body)
    .flatMap(({ type, input }) => (type === 'tool_use' ? [textIn(input ?? null, 'why')] : []))
    .filter(Boolean)
    .join(' ');
}
