import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { SeaworthyError } from '../contracts/errors';
import type { Problem } from '../contracts/http';
import type { GatewayDeps } from './deps';
import { describeAll, describeRoute } from './describe-route';
import { refuseForeign } from './loopback';
import { approvalRoutes } from './routes/approvals';
import { documentRoutes } from './routes/documents';
import { haltRoutes } from './routes/halts';
import { ruleRoutes } from './routes/rules';
import { runRoutes } from './routes/runs';
import { startRoutes } from './routes/starts';
import { problem, toProblem } from './to-problem';

export type Gateway = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The HTTP API with its description; not yet listening. */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const app: Gateway = Fastify({
    logger: { level: 'error', stream: process.stderr }, // faults of ours; stdout is for who runs it
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, _request, reply) => answer(reply, toProblem(error)), // a URL that cannot be decoded
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain'); // JSON alone makes a browser ask before it sends for another site
  app.addHook('onRequest', async (request) => refuseForeign(request));

  app.setErrorHandler((error, request, reply) => {
    const told = toProblem(toTooLarge(error, request.routeOptions.url));
    if (told.code === 'Bug') request.log.error(error);
    answer(reply, told);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]?.slice(0, 200);
    answer(reply, problem('Route.Unknown', `${request.method} ${path} is none.`));
  });

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Seaworthy',
        version: '1',
        description: 'Runs of governed agents, and the people who decide in them.',
      },
    },
    transform: describeRoute,
    transformObject: describeAll,
  });
  await app.register(documentRoutes(deps));
  await app.register(startRoutes(deps));
  await app.register(runRoutes(deps));
  await app.register(approvalRoutes(deps));
  await app.register(haltRoutes(deps));
  await app.register(ruleRoutes(deps));
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.ready();
  return app;
}

function answer(reply: Pick<FastifyReply, 'code'>, told: Problem): void {
  void reply.code(told.status).type('application/problem+json').send(JSON.stringify(told));
}

/** Fastify knows only that a body is too large; where documents come in, that has a name. */
function toTooLarge(error: unknown, route: string | undefined): unknown {
  const tooLarge = (error as { code?: unknown }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
  return tooLarge && (route === '/v1/documents' || route === '/v1/workflows/:name/runs')
    ? new SeaworthyError('Document.TooLarge')
    : error;
}
