import type { SwaggerTransform } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Problem } from '../contracts/http';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bodies that a route reads itself, for the description: media type → zod or JSON Schema. */
    bodyTypes?: Record<string, z.ZodType | Record<string, unknown>>;
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
  const { bodyTypes } = (route.route as { config?: { bodyTypes?: Record<string, unknown> } }).config ?? {};
  if (!bodyTypes) return { schema, url };
  const content = Object.fromEntries(
    Object.entries(bodyTypes).map(([type, body]) => [
      type,
      { schema: body instanceof z.ZodType ? withoutIds(z.toJSONSchema(body, { io: 'input' })) : body },
    ]),
  );
  return { schema: { ...schema, body: { content } }, url };
};

function withoutIds(schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== 'id'));
}
