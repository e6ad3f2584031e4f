import { workflowTypeOf } from '../../agents/workflow-type-of';
import { USUAL_CATEGORIES } from '../../contracts/flags';
import type { GatewayDeps } from '../deps';
import { invalid } from '../invalid';

/** Of a workflow by the type that Temporal knows it by. @throws SeaworthyError `Input.Invalid` for a category that it does not have */
export function requireCategory(agents: GatewayDeps['agents'], type: string, category: string): void {
  const agent = Object.values(agents).find((each) => workflowTypeOf(each) === type);
  const categories = agent?.categories ?? USUAL_CATEGORIES;
  if (!categories.includes(category))
    throw invalid([{ path: ['category'], message: `there are: ${categories.join(', ')}` }]);
}
