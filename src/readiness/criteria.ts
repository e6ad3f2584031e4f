import type { Criterion } from './criterion';
import { cost } from './cost';
import { feedback } from './feedback';
import { governance } from './governance';
import { integration } from './integration';
import { observability } from './observability';
import { singleAgent } from './single-agent';
import { workflowFirst } from './workflow-first';

/** All of them, pattern by pattern. */
export const criteria: readonly Criterion[] = [
  ...workflowFirst,
  ...governance,
  ...integration,
  ...singleAgent,
  ...observability,
  ...cost,
  ...feedback,
];
