import type { CriterionState, Pattern } from '../contracts/readiness';

/** As people read them. */
export const PATTERNS: Readonly<Record<Pattern, string>> = {
  'workflow-first': 'Workflow first',
  governance: 'Governance',
  integration: 'Integration',
  'single-agent': 'Single agent first',
  observability: 'Observability',
  cost: 'Cost',
  feedback: 'Feedback',
};

export const STATES: Readonly<Record<CriterionState, string>> = {
  holds: 'holds',
  fails: 'fails',
  'no-evidence': 'no evidence yet',
  waived: 'waived',
};
