import type { SwaggerTransform, SwaggerTransformObject } from '@fastify/swagger';
import type { FastifyContextConfig } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { AS_HEADER, Problem } from '../contracts/http';
import type { May } from './identity/may';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bodies that a route reads itself, for the description: media type → JSON Schema. */
    bodyTypes?: Record<string, Record<string, unknown>>;
  }
}

/** A route as OpenAPI describes it: with the problems that any may answer, and the bodies that Fastify does not validate. */
export const describeRoute: SwaggerTransform = (route) => {
  const { hide, response } = (route.schema ?? {}) as { hide?: boolean; response?: Record<string, unknown> };
  if (hide || !response) return { schema: { hide: true }, url: route.url };
  const problems = { description: 'A problem', content: { 'application/problem+json': { schema: Problem } } };
  const { schema, url } = jsonSchemaTransform({
    ...route,
    schema: { ...route.schema, response: { ...response, default: problems } },
  });
  const { bodyTypes, may, reads } = (route.route as { config?: FastifyContextConfig }).config ?? {};
  const { description, security } = whoMay(may);
  const told = [description, reads && 'Who reads it is recorded.'].filter(Boolean).join(' ');
  const described = { ...schema, ...(told ? { description: told } : {}), security };
  if (!bodyTypes) return { schema: described, url };
  const content = Object.fromEntries(Object.entries(bodyTypes).map(([type, body]) => [type, { schema: body }]));
  return { schema: { ...described, body: { content } }, url };
};

/** Ways in which callers say who they are. */
export const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'seaworthy',
    description: '`__Host-seaworthy` over https; from /sign-in',
  },
  local: { type: 'apiKey', in: 'header', name: AS_HEADER, description: 'Only where people are local.' },
} as const;

function whoMay(may: May = []): { description?: string; security: Record<string, string[]>[] } {
  if (may === 'everyone') return { security: [] };
  const security = Object.keys(securitySchemes).map((name) => ({ [name]: [] }));
  return may === 'signed-in' ? { security } : { description: `For ${may.join(', ')}.`, security };
}

/** Each schema exists as it is sent and as it is answered; only those that a route refers to are told. */
export const describeAll: SwaggerTransformObject = (given) => {
  const document = jsonSchemaTransformObject(given) as {
    paths?: object;
    components?: { schemas?: Record<string, object> };
  };
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const follow = (part: object): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (!name || used.has(name)) continue;
      used.add(name);
      follow(schemas[name] ?? {});
    }
  };
  follow(document.paths ?? {});
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } } as ReturnType<SwaggerTransformObject>;
};
