import type { EvidenceRef } from '../contracts/readiness';
import { fails, holds, isOld, listed, unseen } from './criterion';
import type { Criterion, Finding } from './criterion';
import type { Evidence } from './evidence';

/** What people say is wrong is looked at, and made better. */
export const feedback: readonly Criterion[] = [
  {
    id: 'feedback.owner',
    asks: 'Does somebody own what is flagged?',
    judge: ({ feedback: { owner } }: Evidence): Finding =>
      owner === null
        ? unseen('Nobody is named.', 'Name the role on the agent: `flagsGoTo`.')
        : holds(`${owner} does.`, { what: 'agent', at: null, version: null, stale: false }),
  },
  {
    id: 'feedback.open-flags',
    asks: 'Is no flag open for longer than a week?',
    judge: ({ feedback: { open }, now, workflow }: Evidence): Finding => {
      const ref: EvidenceRef = { what: 'flags', at: now.toISOString(), version: null, stale: false };
      if (open.count === 0 || !open.oldest) return holds('None is open.', ref);
      const days = Math.floor((now.getTime() - open.oldest.getTime()) / 86_400_000);
      const says = `${open.count} open, the oldest for ${days} days`;
      return days > PATIENT_DAYS
        ? fails(`${says}.`, `npx seaworthy flags --workflow ${workflow}, and review them.`, ref)
        : holds(`${says}.`, ref);
    },
  },
  {
    id: 'feedback.cases',
    asks: 'Do the cases made of flags pass, on this version?',
    judge: ({ feedback: { cases }, now, workflow }: Evidence): Finding => {
      if (!cases) return unseen('No proof has asked any case.', prove(workflow));
      const old = cases.stale || isOld(cases.at, now);
      const ref = { what: 'cases', at: cases.at.toISOString(), version: cases.version, stale: old };
      if (old)
        return fails(
          `Last asked of version ${cases.version}; what runs now, or cases made since, were not asked.`,
          prove(workflow),
          ref,
        );
      if (cases.failed.length > 0) {
        const mend = `npx seaworthy guidance propose ${workflow} …, prove it, and roll it out (docs/feedback.md).`;
        return fails(`Failing: ${listed(cases.failed)}.`, mend, ref);
      }
      return holds(`All ${cases.passed} pass.`, ref);
    },
  },
  {
    id: 'feedback.lift',
    asks: 'Is it measured what corrections gain?',
    judge: ({ feedback: { lift }, workflow }: Evidence): Finding => {
      if (!lift) return unseen('Nothing was measured.', prove(workflow));
      const ref = { what: 'proof', at: lift.at.toISOString(), version: null, stale: false };
      const percent = (share: number): string => `${Math.round(share * 100)} %`;
      const says = `From ${percent(lift.before)} right to ${percent(lift.after)}, in ${lift.runs} runs.`;
      return lift.after < lift.before ? fails(`It made things worse. ${says}`, prove(workflow), ref) : holds(says, ref);
    },
  },
];

const PATIENT_DAYS = 7;

function prove(workflow: string): string {
  return `Confirm a flag, which makes a case; then npx seaworthy prove ${workflow} (docs/feedback.md).`;
}
