import type { Evidence, Finding, Ran } from './evidence';

/** Vouchers, drafts and mails, each held against the entries of the run that made it: none twice, none lost, none that nobody claimed or approved. */
export function checkEffects({ runs, books, mails }: Evidence): {
  findings: Finding[];
  vouchers: number;
  draftsLeft: number;
  messages: number;
  deliveredTwice: number;
} {
  const findings: Finding[] = books.doubles.map(({ number, vouchers }) => ({
    what: `${number} is posted ${vouchers.length} times: ${vouchers.join(', ')}`,
  }));
  const known = new Map(runs.map((ran) => [ran.run, ran]));
  const runOf = (reference: string): Ran | undefined => known.get(reference.split(/[/.]/)[0]!);

  for (const { reference, number, order, amount, voucher } of books.vouchers) {
    const ran = runOf(reference);
    const found = (what: string): void => void findings.push({ ...(ran ? { run: ran.run } : {}), what });
    if (!ran) found(`voucher ${voucher} is of no run: ${reference}`);
    else if (number !== ran.given.number || order !== ran.given.order)
      found(`voucher ${voucher} is of another invoice`);
    else if (Number(amount) > Number(ran.given.payable)) found(`voucher ${voucher} is of ${amount}`);
    else if (!claimed(ran, 'postInvoice')) found(`voucher ${voucher} was never claimed`);
    else if (!['posted', 'short-paid'].includes(ran.end ?? '')) found(`voucher ${voucher}, but it ended as ${ran.end}`);
  }
  for (const ran of runs) {
    const found = (what: string): void => void findings.push({ run: ran.run, what });
    const vouchers = books.vouchers.filter(({ reference }) => runOf(reference) === ran);
    if (vouchers.length > 1) found(`${vouchers.length} vouchers`);
    if (['posted', 'short-paid'].includes(ran.end ?? '') && vouchers.length === 0) found('its voucher is lost');
    if (ran.given.kind === 'in order' && ran.end !== 'posted') found(`is in order, and ended as ${ran.end}`);
    if (ran.given.kind === 'large' && ran.end !== (denied(ran) ? 'refused' : 'posted'))
      found(`is large, was ${denied(ran) ? 'refused' : 'approved'}, and ended as ${ran.end}`);
    for (const tool of ['respond', 'askSupplier', 'askBuyer']) {
      const sent = mails.filter(({ messageId }) => messageId.includes(`${ran.run}.${tool}.`)).length;
      const done = calls(ran, 'result', tool, 'done');
      const claims = calls(ran, 'write-claimed', tool);
      if (sent < done) found(`${done} calls of ${tool} are done, and ${sent} mails came`);
      if (sent > claims) found(`${sent} mails of ${tool}, and ${claims} claims`);
    }
    findings.push(...unapproved(ran));
  }
  for (const { messageId } of mails)
    if (!runOf(messageId.replace('<', ''))) findings.push({ what: `a mail of no run: ${messageId}` });
  return {
    findings,
    vouchers: books.vouchers.length,
    draftsLeft: books.drafts.length,
    messages: mails.length,
    deliveredTwice: mails.filter(({ deliveries }) => deliveries > 1).length,
  };
}

/** Distinct calls: of some kind of entry, of a tool, with an outcome. */
function calls({ entries }: Ran, kind: 'result' | 'write-claimed', tool: string, outcome?: string): number {
  return new Set(
    entries.flatMap((entry) =>
      entry.kind === kind &&
      entry.header.tool === tool &&
      (outcome === undefined || (entry.kind === 'result' && entry.header.outcome === outcome))
        ? [entry.header.call]
        : [],
    ),
  ).size;
}

const claimed = (ran: Ran, tool: string): boolean => calls(ran, 'write-claimed', tool) > 0;

const denied = ({ entries }: Ran): boolean =>
  entries.some((entry) => entry.kind === 'decision-taken' && entry.header.decision === 'deny');

/** What was claimed under a verdict that asked for people, and nobody approved. */
function unapproved({ run, entries }: Ran): Finding[] {
  const asked = new Map<string, string>();
  const approved = new Set<string>();
  return entries.flatMap((entry): Finding[] => {
    if (entry.kind === 'verdict' && entry.header.verdict === 'needs-approval')
      asked.set(entry.header.call, entry.header.digest);
    if (entry.kind === 'decision-taken' && entry.header.decision === 'approve') {
      const question = entries.find(
        (each) => each.kind === 'approval-asked' && each.header.approval === entry.header.approval,
      );
      if (question?.kind === 'approval-asked') approved.add(question.header.digest);
    }
    if (entry.kind !== 'write-claimed') return [];
    const digest = asked.get(entry.header.call);
    return digest === undefined || approved.has(digest)
      ? []
      : [{ run, what: `${entry.header.tool} was claimed without its approval` }];
  });
}
