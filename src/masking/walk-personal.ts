import type { z } from 'zod';
import type { Json } from '../contracts/json';
import { personalKind } from '../contracts/personal';
import type { PersonalKind } from '../contracts/personal';

type Shape = z.core.$ZodType;

/** What becomes of each text in a value. */
export interface Replace {
  /** In a field that is declared personal. */
  declared(kind: PersonalKind | 'text', text: string): string;
  other(text: string): string;
}

/**
 * Replaces texts in a value by what its shapes declare of them; what no shape describes is `other`, keys included. Of a union every option
 * counts, since declaring too much is the lesser harm.
 */
export function walkPersonal(shapes: readonly Shape[], value: Json, replace: Replace): Json {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value;
  const plain = shapes.flatMap(plainShapes);
  if (typeof value === 'string') {
    const kind = plain.map(personalKind).find((each) => each !== undefined);
    return kind ? replace.declared(kind, value) : replace.other(value);
  }
  if (Array.isArray(value))
    return value.map((each, at) =>
      walkPersonal(
        plain.flatMap((shape) => elementOf(shape, at)),
        each,
        replace,
      ),
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const fields = plain.flatMap((shape) => fieldOf(shape, key));
      const named = fields.length > 0 ? key : (walkPersonal(plain.flatMap(keyOf), key, replace) as string);
      return [named, walkPersonal([...fields, ...plain.flatMap(valueOf)], each, replace)];
    }),
  );
}

type Def = z.core.$ZodTypes['_zod']['def'];

/** Without what is wrapped around: the schemas that may describe the value itself. */
function plainShapes(shape: Shape): Shape[] {
  const def = shape._zod.def as Def;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return plainShapes(def.innerType);
    case 'pipe':
      return [def.in, def.out].flatMap(plainShapes);
    case 'lazy':
      return plainShapes(def.getter());
    case 'intersection':
      return [def.left, def.right].flatMap(plainShapes);
    case 'union':
      return def.options.flatMap(plainShapes);
    default:
      return [shape];
  }
}

function elementOf(shape: Shape, at: number): Shape[] {
  const def = shape._zod.def as Def;
  if (def.type === 'array') return [def.element];
  const item = def.type === 'tuple' ? (def.items[at] ?? def.rest) : undefined;
  return item ? [item] : [];
}

function fieldOf(shape: Shape, key: string): Shape[] {
  const def = shape._zod.def as Def;
  const field = def.type === 'object' && Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
  return field ? [field] : [];
}

function keyOf(shape: Shape): Shape[] {
  const def = shape._zod.def as Def;
  return def.type === 'record' ? [def.keyType] : [];
}

function valueOf(shape: Shape): Shape[] {
  const def = shape._zod.def as Def;
  return def.type === 'record' ? [def.valueType] : [];
}
