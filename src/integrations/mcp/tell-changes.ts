import { canonicalize } from 'json-canonicalize';
import type { Json } from '../../contracts/json';
import type { ToolDefinition } from './tool-definition';

type Schema = Record<string, Json> | undefined;

/** In words, what differs between what was pinned of a tool and what is offered now; empty where nothing does. */
export function tellChanges(pinned: ToolDefinition | undefined, offered: ToolDefinition | undefined): string[] {
  if (!offered) return pinned ? ['It is no longer offered.'] : [];
  if (!pinned) return [`It is new: ${offered.description ?? '(no description)'}`, ...hintsIn(offered)];
  return [
    ...text('title', pinned.title, offered.title),
    ...text('description', pinned.description, offered.description),
    ...schema('argument', pinned.inputSchema, offered.inputSchema),
    ...schema('field of the answer', pinned.outputSchema, offered.outputSchema),
    ...(same(pinned.annotations, offered.annotations)
      ? []
      : ['Its hints about itself have changed.', ...hintsIn(offered)]),
  ];
}

/** What the server says of the tool itself: to be shown, not to be trusted. */
export function hintsIn({ annotations = {} }: ToolDefinition): string[] {
  const hints = Object.entries(annotations).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return hints.length > 0 ? [`It hints: ${hints.join(', ')}.`] : [];
}

function text(what: string, was: string | undefined, is: string | undefined): string[] {
  return was === is ? [] : [`Its ${what} was: ${was ?? '(none)'}`, `Its ${what} is:  ${is ?? '(none)'}`];
}

function schema(what: string, was: Schema, is: Schema): string[] {
  if (same(was, is)) return [];
  const [before, after] = [fieldsOf(was), fieldsOf(is)];
  const told = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const required = requiredIn(is).includes(name);
    if (!(name in before))
      return [`New ${what} ${name}${required ? ', which has to be given' : ''}: ${JSON.stringify(after[name])}`];
    if (!(name in after)) return [`No ${what} ${name} any more.`];
    if (!same(before[name], after[name]))
      return [`The ${what} ${name} was ${JSON.stringify(before[name])} and is ${JSON.stringify(after[name])}.`];
    if (requiredIn(was).includes(name) === required) return [];
    return [`The ${what} ${name} ${required ? 'has to be given now' : 'may be left out now'}.`];
  });
  return told.length > 0
    ? told
    : [`Its schema, as to each ${what}, was ${JSON.stringify(was)} and is ${JSON.stringify(is)}.`];
}

function fieldsOf(schema: Schema): Record<string, Json> {
  return (schema?.['properties'] ?? {}) as Record<string, Json>;
}

function requiredIn(schema: Schema): Json[] {
  return (schema?.['required'] ?? []) as Json[];
}

function same(one: unknown, other: unknown): boolean {
  return canonicalize(one ?? null) === canonicalize(other ?? null);
}
