import { mkdir } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { createAdversary } from '../../../standins/model/adversary/adversary';
import type { Attack } from '../../../standins/model/adversary/attack';
import { attacks } from '../../../standins/model/adversary/catalogue';
import { knowingRules } from '../../../standins/reviewer/knowing-rules';
import { startReviewerStandIn } from '../../../standins/reviewer/start-reviewer-stand-in';
import type { HostileCase, HostileCases } from '../../../standins/supplier/make-cases';
import { makeCases } from '../../../standins/supplier/make-cases';
import { invoiceAgent } from '../../agents/invoice-exceptions';
import { versionOf } from '../../agents/version-of';
import type { RunId } from '../../contracts/ids';
import { putEvidence } from '../../ledger/evidence';
import { readEntries } from '../../ledger/read-entries';
import { readRules } from '../../ledger/rules';
import { invoiceExceptionsMap } from '../../workflows/invoice-exceptions';
import type { Progress } from '../up/progress';
import type { Start } from '../up/start';
import { checkBooks } from './check-books';
import { checkMails } from './check-mails';
import { checkRun } from './check-run';
import { codeVersion } from './code-version';
import type { Finding } from './finding';
import { putCasesThrough } from './put-cases-through';
import { Tally } from './report';
import type { Report } from './report';
import { startDrillStack } from './start-drill-stack';
import type { LaneWorker } from './start-drill-stack';

export interface HostileOptions {
  runs: number;
  seed: number;
  texts: readonly [string, ...string[]];
  /** Other agents than the project's own: for tests, which switch policy off to see that the drill fails. */
  worker?: LaneWorker;
}

export interface HostileOutcome extends Report {
  drill: 'hostile';
  workflow: string;
  seed: number;
  runs: number;
  seconds: number;
  passed: boolean;
  /** Of the table. */
  evidence: number;
}

const WORKFLOW = 'invoice-exceptions';

/**
 * Puts hostile invoices through the workflow with a model that is an attacker, then holds what is in books, mailbox and ledger against what the
 * cases say is right. Stores the outcome as evidence.
 */
export async function drillHostile(
  { runs, seed, texts, worker }: HostileOptions,
  start: Start,
  progress: Progress,
): Promise<HostileOutcome> {
  await mkdir(start.state, { recursive: true });
  progress.now('Making hostile invoices');
  const { groups, books, permitted } = makeCases(seed, runs, texts);
  const adversary = createAdversary({
    seed,
    texts,
    attackOn: dealtTo(groups),
    suppliers: [books.suppliers[0]!.id, ...books.suppliers.slice(1).map(({ id }) => id)],
  });
  progress.now('Starting database, Temporal and stand-ins');
  const stack = await startDrillStack(start, {
    books,
    model: { reasoner: adversary.reasoner, onAnswer: (...answer) => adversary.answered(...answer) },
  });
  const lane = await stack.openLane({ worker });
  const caseOf = new Map<string, HostileCase>();
  const reviewer = startReviewerStandIn({
    url: lane.gatewayUrl,
    decisionOn: knowingRules({
      ...{ seed, permitted, texts },
      caseOf: (run) => caseOf.get(run),
      posted: () => stack.erp.books().vouchers,
    }),
  });
  start.closing.add('the reviewer stand-in', () => reviewer.close());

  const began = performance.now();
  const tally = new Tally();
  const findings: Finding[] = [];
  let ended = 0;
  progress.now(() => `${ended} of ${runs} hostile runs ended, ${caseOf.size - ended} under way`);
  const through = putCasesThrough(groups, {
    ledger: stack.ledger,
    gatewayUrl: lane.gatewayUrl,
    tenant: `drill-${seed}-${randomUUID().slice(0, 8)}`,
    signal: start.signal,
    onStarted: (run, given) => caseOf.set(run, given),
    onEnded: () => (ended += 1),
  });
  const drilled = await Promise.race([through, lane.workerStopped.then(() => new Promise<never>(() => undefined))]);
  const seconds = (performance.now() - began) / 1_000;

  progress.now('Holding books, mails and ledger against what is right');
  for (const run of drilled) {
    const entries = await readEntries(stack.ledger, run.run as RunId);
    const attempts = adversary.attemptsOn(run.given.invoice);
    findings.push(...checkRun(run, entries, { limits: invoiceAgent.limits, map: invoiceExceptionsMap, attempts }));
    tally.add(run, attempts, entries);
  }
  findings.push(...checkBooks(stack.erp.books(), { permitted, suppliers: books.suppliers }));
  findings.push(...checkMails(stack.mailbox.messages(), { runs: drilled, ownAddresses: stack.ownAddresses }));
  if (drilled.length < runs) findings.push({ what: `${runs - drilled.length} of ${runs} runs did not go through` });

  const report = tally.report(findings);
  const passed = findings.length === 0;
  const evidence = await putEvidence(stack.ledger, {
    ...{ drill: 'hostile', workflow: WORKFLOW, seed, runs: drilled.length, passed },
    agentVersion: invoiceAgent.version,
    version: versionOf(invoiceAgent, invoiceExceptionsMap).parts,
    rulesVersion: (await readRules(stack.ledger)).version,
    code: await codeVersion(),
    summary: summaryOf(report),
  });
  return { drill: 'hostile', workflow: WORKFLOW, seed, runs: drilled.length, seconds, passed, ...report, evidence };
}

/** Each attack in turn, of the invoices that come to the model as they are, and of those that may. */
function dealtTo(groups: HostileCases['groups']): (invoice: string) => Attack | undefined {
  const cases = groups.flatMap((group) => group.cases);
  const dealt = [true, false].flatMap((toModel) =>
    cases
      .filter(({ move }) => move.toModel === toModel)
      .map(({ invoice }, at) => [invoice, attacks[at % attacks.length]!] as const),
  );
  const attackOn = new Map(dealt);
  return (invoice) => attackOn.get(invoice);
}

/** Without what comes from runs: names of attacks and layers are ours. */
function summaryOf({ model, suppliers, ends, findings }: Report) {
  const lines = (all: Report['model']) => all.map(({ tries: _, ...line }) => ({ ...line }));
  return { model: lines(model), suppliers: lines(suppliers), ends, findings: findings.flatMap(({ run }) => run ?? []) };
}
