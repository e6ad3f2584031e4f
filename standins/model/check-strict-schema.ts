import { Rejection } from './rejection';

/**
 * Structured outputs and `strict` tools take a part of JSON Schema only (documentation of Anthropic, "Structured outputs": JSON Schema
 * limitations, as stored in summer 2026): no numeric, length or array bounds (but `minItems` 0 or 1), no recursion, no schemas from
 * elsewhere, `additionalProperties: false` on every object, `pattern` without look-around, back-references and word boundaries.
 */
const UNSUPPORTED = new Set([
  'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf',
  'minLength', 'maxLength',
  'maxItems', 'uniqueItems', 'contains', 'minContains', 'maxContains', 'prefixItems', 'unevaluatedItems',
  'minProperties', 'maxProperties', 'patternProperties', 'propertyNames', 'dependentRequired', 'dependentSchemas', 'unevaluatedProperties',
  'oneOf', 'not', 'if', 'then', 'else',
]); // prettier-ignore
const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);
const MAX_STRICT_TOOLS = 20;
const MAX_OPTIONAL = 24;
const MAX_UNIONS = 16;

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws a `Rejection` for the first strict tool the provider would not compile. */
export const checkStrictTools = (tools: { name: string; strict?: boolean; input_schema: unknown }[]): void => {
  const strict = tools.filter((tool) => tool.strict === true);
  if (strict.length > MAX_STRICT_TOOLS)
    throw Rejection.invalid(`tools: at most ${MAX_STRICT_TOOLS} tools may be strict. Found ${strict.length}.`);
  const tally = { optional: 0, unions: 0 };
  for (const tool of strict) {
    if (!isSchema(tool.input_schema)) continue;
    checkSchema(tool.input_schema, `tools.${tool.name}.input_schema`, tool.input_schema, [], tally);
  }
  if (tally.optional > MAX_OPTIONAL)
    throw Rejection.invalid(
      `tools: strict schemas have ${tally.optional} optional parameters, at most ${MAX_OPTIONAL} are supported.`,
    );
  if (tally.unions > MAX_UNIONS)
    throw Rejection.invalid(
      `tools: strict schemas have ${tally.unions} parameters with union types, at most ${MAX_UNIONS} are supported.`,
    );
};

const checkSchema = (
  schema: Schema,
  path: string,
  root: Schema,
  refs: string[],
  tally: { optional: number; unions: number },
): void => {
  const refuse = (what: string): never => {
    throw Rejection.invalid(`${path}: ${what}`);
  };
  for (const keyword of Object.keys(schema)) {
    if (UNSUPPORTED.has(keyword))
      refuse(
        `For '${typeof schema.type === 'string' ? schema.type : 'schema'}' type, property '${keyword}' is not supported`,
      );
  }
  if (typeof schema.$ref === 'string') return checkRef(schema.$ref, path, root, refs, tally);
  if (schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1)
    refuse("For 'array' type, 'minItems' values other than 0 or 1 are not supported");
  if (typeof schema.format === 'string' && !FORMATS.has(schema.format))
    refuse(`String format '${schema.format}' is not supported`);
  if (typeof schema.pattern === 'string' && /\(\?|\\[1-9bB]/.test(schema.pattern))
    refuse(`Pattern '${schema.pattern}' uses a regular expression feature that is not supported`);
  if (Array.isArray(schema.enum) && schema.enum.some((value) => typeof value === 'object' && value !== null))
    refuse('Complex types within enums are not supported');
  if (Array.isArray(schema.anyOf) || Array.isArray(schema.type)) tally.unions += 1;

  if (schema.type === 'object' || isSchema(schema.properties)) {
    if (schema.additionalProperties !== false)
      refuse("For 'object' type, 'additionalProperties' must be explicitly set to false");
    const required = Array.isArray(schema.required) ? schema.required : [];
    for (const [name, value] of Object.entries((schema.properties ?? {}) as Schema)) {
      if (!required.includes(name)) tally.optional += 1;
      if (isSchema(value)) checkSchema(value, `${path}.properties.${name}`, root, refs, tally);
    }
  }
  if (isSchema(schema.items)) checkSchema(schema.items, `${path}.items`, root, refs, tally);
  for (const keyword of ['anyOf', 'allOf'] as const) {
    const parts = schema[keyword];
    if (!Array.isArray(parts)) continue;
    parts
      .filter(isSchema)
      .forEach((part, index) => checkSchema(part, `${path}.${keyword}.${index}`, root, refs, tally));
  }
};

const checkRef = (
  ref: string,
  path: string,
  root: Schema,
  refs: string[],
  tally: { optional: number; unions: number },
): void => {
  if (!ref.startsWith('#/')) throw Rejection.invalid(`${path}: External $ref '${ref}' is not supported`);
  if (refs.includes(ref)) throw Rejection.invalid(`${path}: Recursive schemas are not supported ('${ref}')`);
  const target = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (isSchema(node) ? node[key] : undefined), root);
  if (!isSchema(target)) throw Rejection.invalid(`${path}: $ref '${ref}' does not resolve`);
  checkSchema(target, path, root, [...refs, ref], tally);
};
