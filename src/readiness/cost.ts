import { Decimal } from 'decimal.js';
import type { EvidenceRef } from '../contracts/readiness';
import { rehearse } from './commands';
import { fails, holds, listed, unseen } from './criterion';
import type { Criterion, Finding } from './criterion';
import type { Evidence } from './evidence';

/** What production costs is known beforehand, and who pays has agreed. */
export const cost: readonly Criterion[] = [
  {
    id: 'cost.measured',
    asks: 'Are enough runs measured to say what a month costs?',
    judge: (evidence: Evidence): Finding => {
      const { projection, unpriced } = evidence.cost;
      const next = nextRun(evidence);
      if (unpriced !== null) return fails(unpriced, 'Add it to the price book: SEAWORTHY_PRICES.', ref(evidence));
      if (!projection) return unseen(noProjection(evidence), next, ref(evidence));
      const { measured, perRun } = projection;
      const says = `${measured} runs, at $${dollars(perRun.low)} to $${dollars(perRun.high)} each`;
      if (measured < ENOUGH) return fails(`${says}: ${ENOUGH} are asked for.`, next, ref(evidence));
      if (perRun.high > WIDEST * perRun.mean)
        return fails(`${says}: too far apart to tell a month from.`, next, ref(evidence));
      return holds(`${says}.`, ref(evidence));
    },
  },
  {
    id: 'cost.budget',
    asks: 'Is a month at the declared volume within the declared budget?',
    judge: (evidence: Evidence): Finding => {
      const { volume, budget, projection } = evidence.cost;
      const { workflow } = evidence;
      if (volume === null) return unseen('Nobody has declared how many runs a month it is for.', nextRun(evidence));
      if (budget === null) {
        const next = `npx seaworthy budgets set workflow-month ${workflow} --usd AMOUNT --why …`;
        return unseen('It has no budget for a month.', next);
      }
      if (!projection) return unseen(noProjection(evidence), nextRun(evidence), ref(evidence));
      const { high } = projection.month;
      const says = `${volume} runs a month cost up to $${dollars(high)}; the budget is $${budget}`;
      const next = `npx seaworthy cost ${workflow} --at ${volume} says what would make it cheaper; npx seaworthy budgets set raises the budget.`;
      return new Decimal(high).gt(budget) ? fails(`${says}.`, next, ref(evidence)) : holds(`${says}.`, ref(evidence));
    },
  },
  {
    id: 'cost.first-limit',
    asks: 'Is it known what is met first as runs become more?',
    judge: (evidence: Evidence): Finding => {
      const { volume, projection } = evidence.cost;
      if (!projection || volume === null) return unseen(noProjection(evidence), nextRun(evidence), ref(evidence));
      const unknown = projection.limits.filter(({ capacity }) => capacity === null).map(({ what }) => what);
      if (unknown.length > 0)
        return unseen(
          `Nobody has declared how much there is of: ${listed(unknown)}.`,
          'Declare them to the gateway: SEAWORTHY_MODEL_TOKENS_PER_MINUTE, SEAWORTHY_REVIEWER_HOURS (docs/cost.md).',
          ref(evidence),
        );
      const first = projection.limits.find(({ runs }) => runs !== null);
      if (!first) return unseen('No limit is met by any number of runs.', nextRun(evidence));
      const says = `${first.what}, at ${first.runs} runs a month`;
      const next = `More of it, or less for a run: npx seaworthy cost ${evidence.workflow} --at ${volume}.`;
      if (first.runs! < volume) return fails(`${says}; ${volume} are declared.`, next, ref(evidence));
      return holds(`${says}.`, ref(evidence));
    },
  },
];

/** Fewer say nothing of their spread. */
const ENOUGH = 12;
/** Of the interval's upper end, in means. */
const WIDEST = 2;

function ref({ cost: { projection }, version }: Evidence): EvidenceRef {
  const measured = projection?.measured ?? 0;
  return {
    ...{ what: `${measured} runs that were measured, no drill among them`, at: projection?.until ?? null },
    ...{ version: `${version.agentVersion} ${version.digest}`, stale: false },
  };
}

/** Without a volume, runs are measured for nothing. */
function nextRun({ cost: { volume }, workflow }: Evidence): string {
  return volume === null
    ? `Declare \`monthlyRuns\` on the agent (src/agents).`
    : `${rehearse(workflow)}, or runs of your own: npx seaworthy up ${workflow} --input FOLDER`;
}

function noProjection({ cost: { volume } }: Evidence): string {
  return volume === null ? 'Nobody has declared how many runs a month it is for.' : 'No run has been measured.';
}

function dollars(usd: number): string {
  return usd >= 100 ? usd.toFixed(0) : usd.toPrecision(3);
}
