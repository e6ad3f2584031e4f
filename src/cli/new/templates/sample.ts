import { subjectOf, writesOf } from '../workflow-spec';
import type { WorkflowSpec } from '../workflow-spec';

/** `samples/<name>/*.json`: an input that the stand-ins take to the first thing there is to do. */
export function sample(spec: WorkflowSpec): string {
  const wish = writesOf(spec)[0]!.name.replaceAll('-', ' ');
  const subject = subjectOf(spec);
  const input = Object.entries(spec.input).map(([field, what]) => [
    field,
    field === subject ? '1001' : `${what}: ${wish}`,
  ]);
  return JSON.stringify(Object.fromEntries(input), null, 2);
}
