import { subjectOf, writesOf } from '../workflow-spec';
import type { WorkflowSpec } from '../workflow-spec';

/** What the stand-ins of systems know: `1001` is about little, `1002` about much. */
const KNOWN = { little: '1001', much: '1002', none: '1000' };

/** `samples/<name>/*.json`: inputs that the stand-ins take to each thing there is to decide, and one that no system knows. */
export function samples(spec: WorkflowSpec): Map<string, string> {
  const writes = writesOf(spec);
  const limited = writes.find(({ above }) => above !== undefined);
  const wishes: [name: string, about: string, wish: string][] = [
    ...[...writes.map(({ name }) => name), ...Object.keys(spec.ends), 'hand-over'].map(
      (decision): [string, string, string] => [decision, KNOWN.little, decision],
    ),
    ...(limited ? [[`${limited.name}-of-more`, KNOWN.much, limited.name] as [string, string, string]] : []),
    ['unknown', KNOWN.none, writes[0]!.name],
  ];
  return new Map(
    wishes.map(([name, about, wish], at) => [
      `samples/${spec.name}/${String(at + 1).padStart(2, '0')}-${name}.json`,
      inputOf(spec, about, wish.replaceAll('-', ' ')),
    ]),
  );
}

function inputOf(spec: WorkflowSpec, about: string, wish: string): string {
  const subject = subjectOf(spec);
  const input = Object.entries(spec.input).map(([field, what]) => [
    field,
    field === subject ? about : `${what}: ${wish}`,
  ]);
  return JSON.stringify(Object.fromEntries(input), null, 2);
}
