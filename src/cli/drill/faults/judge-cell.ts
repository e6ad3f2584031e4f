import type { BooksView } from '../../../../standins/erp/books';
import type { ReceivedMail } from '../../../../standins/mailbox/start-mailbox-stand-in';
import type { Entry } from '../../../contracts/entry';
import type { ExceptionPath, MapData } from '../../../contracts/map';
import type { Finding } from '../finding';
import type { Way } from './fault-classes';
import type { Cell } from './make-cells';

/** What came of a cell, by the ledger's entries and the systems' own books. */
export interface Judged {
  step: string;
  fault: string;
  run: string;
  /** The path that was taken: `straight on`, `onUnavailable: park`; of an agent's call what the model was told: `told unavailable`. */
  path: string;
  end: string;
  strikes: number;
  findings: Finding[];
}

export function judgeCell(
  cell: Cell,
  entries: readonly Entry[],
  { map, books, mails }: { map: MapData; books: BooksView; mails: readonly ReceivedMail[] },
): Judged {
  const { target, faultClass, number, run = '', end = '', strikes } = cell;
  const path = pathTaken(cell, entries);
  const wanted = declaredPath(cell, map);
  const wrong = [
    ...(map.steps[end]?.kind === 'end' ? [] : [end ? `ended as ${end}` : 'did not come to an end']),
    ...(strikes > 0 ? [] : ['the fault never struck']),
    ...(path === wanted ? [] : [`took the path "${path}", not "${wanted}"`]),
    ...wrongEffects(cell, entries, books, mails),
    ...untruths(cell, entries),
  ];
  const findings = wrong.map((what) => ({
    run,
    invoice: number,
    what: `${target.name} × ${faultClass.name}: ${what}`,
  }));
  return { step: target.name, fault: faultClass.name, run, path, end, strikes, findings };
}

/** What the map declares for where the class leads. An agent's tool has no path of its own: the model is told. */
function declaredPath({ target, faultClass }: Cell, map: MapData): string {
  const { leads } = faultClass.on[target.met];
  if (leads === 'straight on') return leads;
  if (target.byAgent) return told(leads);
  const step = map.steps[target.step] as Partial<Record<Way, ExceptionPath>>;
  const declared = step[leads];
  return declared ? named(leads, declared.path, declared.path === 'goTo' ? declared.to : '') : `no ${leads}`;
}

function pathTaken({ target }: Cell, entries: readonly Entry[]): string {
  const ofStep = entries.filter(({ step }) => step === target.step);
  if (target.byAgent) {
    const result = ofStep.find((entry) => entry.kind === 'result' && entry.header.tool === target.tool);
    const outcome = result?.kind === 'result' ? result.header.outcome : 'nothing';
    return outcome === 'done' ? 'straight on' : `told ${outcome}`;
  }
  const taken = ofStep.find((entry) => entry.kind === 'path-taken');
  if (taken?.kind !== 'path-taken') return 'straight on';
  const { exception, path, to } = taken.header;
  return named(exception, path, to);
}

const told = (leads: Exclude<Way, 'straight on'>): string =>
  leads === 'onUnavailable' ? 'told unavailable' : 'told malformed';
const named = (exception: string, path: string, to: string): string => `${exception}: ${path}${to ? ` ${to}` : ''}`;

/** Each effect at most once, and none lost that the ledger says was made. */
function wrongEffects(
  { number, run = '', end }: Cell,
  entries: readonly Entry[],
  books: BooksView,
  mails: readonly ReceivedMail[],
): string[] {
  const done = (tool: string): number =>
    entries.filter(
      (entry) =>
        (entry.kind === 'result' && entry.header.tool === tool && entry.header.outcome === 'done') ||
        (entry.kind === 'approval-asked' && entry.header.gate === 'question' && entry.header.tool === tool),
    ).length > 0
      ? 1
      : 0;
  const vouchers = books.vouchers.filter((entry) => entry.number === number).length;
  const drafts = books.drafts.filter((entry) => entry.number === number).length;
  const posted = end === 'posted' || end === 'short-paid' ? 1 : 0;
  return [
    ...(vouchers === posted ? [] : [`${vouchers} vouchers, and it ended as ${end}`]),
    ...(done('postInvoice') === posted ? [] : [`the ledger says that it was ${posted ? 'not ' : ''}posted`]),
    ...(drafts === 0 ? [] : [`${drafts} draft left`]),
    ...['respond', 'askSupplier', 'askBuyer'].flatMap((tool) => {
      const sent = mails.filter(({ messageId }) => messageId.includes(`<${run}.${tool}.`)).length;
      return sent === done(tool) ? [] : [`${sent} mails of ${tool}, and the ledger knows of ${done(tool)}`];
    }),
  ];
}

/** What the model is told is what the ledger says: never `done` of what was not. */
function untruths({ target, told: heard }: Cell, entries: readonly Entry[]): string[] {
  if (!target.byAgent) return [];
  const result = entries.find(
    (entry) => entry.kind === 'result' && entry.step === target.step && entry.header.tool === target.tool,
  );
  if (result?.kind !== 'result' || !heard) return ['the model was told nothing'];
  const { outcome } = result.header;
  if (heard.failed !== (outcome !== 'done')) return [`the model was told the contrary of ${outcome}: ${heard.text}`];
  return [];
}
