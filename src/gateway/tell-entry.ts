import type { Entry } from '../contracts/entry';
import type { TimelineItem } from '../contracts/http';
import type { Json } from '../contracts/json';
import { fieldOf } from './answers-to';
import { noticeText } from './notice-text';

/** One entry in words. */
export function tellEntry(entry: Entry): TimelineItem {
  const { text, why, ms, usd } = tell(entry);
  return {
    seq: entry.seq,
    at: entry.at.toISOString(),
    kind: entry.kind,
    step: entry.step,
    text,
    header: { ...entry.header },
    ...(why ? { why } : {}),
    ...(ms === undefined ? {} : { ms }),
    ...(usd === undefined ? {} : { usd }),
    ...(entry.body === null ? {} : { details: detailsOf(entry) }),
  };
}

/** The body of the entry, without what tokens are made with. */
function detailsOf({ kind, body }: Entry): Json {
  if (kind !== 'run-started') return body;
  const { secret: _, ...details } = body as { [name: string]: Json };
  return details;
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
      return {
        text: `${header.workflow} began, agent ${header.agent} version ${header.version ?? header.agentVersion}${header.guidance ? `, told ${header.guidance.join(', ')}` : ''}`,
      };
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
        text: `${header.model} ${failureOf(header)}`,
        ms: header.ms,
        ...(header.usd ? { usd: header.usd } : {}),
      };
    case 'call-failed':
      return { text: `${header.tool} ${failureOf(header)}`, ms: header.ms };
    case 'call-asked':
      return { text: `calls ${header.tool}` };
    case 'delegated':
      return { text: `hands work to ${header.to}, run ${header.child}` };
    case 'delegation-ended':
      return { text: `run ${header.child} ended: ${header.end}` };
    case 'verdict':
      return {
        text: `${header.tool}: ${header.verdict} (${header.rule})`,
        why: textIn(body, 'reason') || textIn(body, 'why'),
      };
    case 'write-claimed':
      return { text: `${header.tool}: about to be sent${header.epoch > 1 ? `, try ${header.epoch}` : ''}` };
    case 'input-asked':
      return { text: `${header.tool}: its system asks for something first` };
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
    case 'cancel-asked':
      return { text: `${textIn(body, 'by')} asks the run to end` };
    case 'noticed':
      return { text: noticeText(header.what, body), why: textIn(body, 'reason') };
    case 'flagged':
      return {
        text: `${textIn(body, 'by')} flags entry ${header.entry}: ${header.category}`,
        why: textIn(body, 'correction'),
      };
    case 'flag-owned':
      return { text: `${textIn(body, 'by')} takes care of flag ${header.flag}` };
    case 'flag-reviewed':
      return {
        text: `${textIn(body, 'by')}: flag ${header.flag} is ${header.review}${header.into ? ` into ${header.into}` : ''}`,
        why: textIn(body, 'why'),
      };
    case 'case-made':
      return { text: `${header.case} is what has to hold of ${header.step} from now on` };
    case 'case-retired':
      return { text: `${textIn(body, 'by')} retires ${header.case}`, why: textIn(body, 'why') };
    case 'halt-declared':
      return { text: `${textIn(body, 'by')} halts ${header.scope} ${header.value}`.trim(), why: textIn(body, 'why') };
    case 'halt-lifted':
      return { text: `${textIn(body, 'by')} lifts halt ${header.halt}`, why: textIn(body, 'why') };
    case 'rule-added':
      return { text: `${textIn(body, 'by')} adds rule ${header.rule} (${header.effect})`, why: textIn(body, 'why') };
    case 'rule-ended':
      return { text: `${textIn(body, 'by')} ends rule ${header.rule}`, why: textIn(body, 'why') };
    case 'rate-set':
      return {
        text: `${textIn(body, 'by')} sets ${header.system} to ${header.rps ? `${header.rps} requests a second` : 'its declared rate'}`,
        why: textIn(body, 'why'),
      };
    case 'budget-raised':
      return { text: `${header.usd} USD more are allowed` };
    case 'budget-set':
      return {
        text: `${textIn(body, 'by')} sets the ${header.scope} of ${header.name} to ${header.usd ? `${header.usd} USD` : 'no limit'}`,
        why: textIn(body, 'why'),
      };
    case 'contract-drifted':
      return {
        text: `${header.system} answers ${header.contract} otherwise than we know: ${header.fields.join(', ')}`,
      };
    case 'guidance-proposed':
      return {
        text: `${textIn(body, 'by')} proposes ${header.guidance}: ${textIn(body, 'text')}`,
        why: textIn(body, 'why'),
      };
    case 'guidance-retired':
      return { text: `${textIn(body, 'by')} retires ${header.guidance.join(', ')}`, why: textIn(body, 'why') };
    case 'criterion-waived':
      return {
        text: `${textIn(body, 'by')} ${header.until ? `waives ${header.criterion} of ${header.workflow} until ${header.until}` : `takes back the waiver of ${header.criterion} of ${header.workflow}`}`,
        why: textIn(body, 'why'),
      };
    case 'proof-asked':
      return {
        text: `${textIn(body, 'by')} has ${header.proof} made for ${header.workflow}`,
        why: textIn(body, 'why'),
      };
    case 'rollout-started':
      return {
        text: `${textIn(body, 'by')} starts rollout ${header.rollout} of ${header.workflow}, as ${header.proof} proved it`,
        why: textIn(body, 'why'),
      };
    case 'rollout-looked':
      return {
        text: `look ${header.look} at rollout ${header.rollout}: ${header.canary.bad} of ${header.canary.of} runs are bad, of the others ${header.control.bad} of ${header.control.of}`,
      };
    case 'rollout-ended':
      return { text: `${textIn(body, 'by')}: rollout ${header.rollout} is ${header.to}`, why: textIn(body, 'why') };
    case 'workflow-admitted':
      return {
        text: `${textIn(body, 'by')} admits ${header.workflow} ${header.version} to ${header.environment} until ${header.until}`,
        why: textIn(body, 'why'),
      };
    case 'run-admitted':
      return { text: `may run here by admission ${header.admission}` };
    case 'hold-placed':
      return { text: `${textIn(body, 'by')} places a hold on ${header.run}`, why: textIn(body, 'why') };
    case 'hold-released':
      return { text: `${textIn(body, 'by')} releases a hold on ${header.run}`, why: textIn(body, 'why') };
    case 'run-erased':
      return { text: `${textIn(body, 'by')} erases ${header.run}`, why: textIn(body, 'why') };
    case 'erasure-finished':
      return { text: `${header.run} is erased, with ${header.documents} documents; in Temporal ${header.temporal}` };
    case 'tool-changed':
      return { text: `the tool ${header.tool} of ${header.system} is not used: ${header.change}` };
    case 'stranger-found':
      return { text: `a workflow that the ledger does not know: ${header.type} ${header.workflowId}` };
  }
}

function failureOf({ class: name, code }: { class: string; code: string }): string {
  if (name === 'halted') return 'was broken off by a halt';
  if (name === 'lost') return 'ended without a word: its worker died, or its time was over';
  return `failed: ${name} ${code}`.trim();
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
