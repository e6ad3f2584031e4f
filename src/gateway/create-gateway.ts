import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { SeaworthyError } from '../contracts/errors';
import type { Problem } from '../contracts/http';
import type { GatewayDeps } from './deps';
import { describeAll, describeRoute, securitySchemes } from './describe-route';
import { guard } from './identity/guard';
import { Sessions } from './identity/sessions';
import { plainLog } from './plain-log';
import { recordReads } from './record-reads';
import { approvalRoutes } from './routes/approvals';
import { budgetRoutes } from './routes/budgets';
import { codecRoutes } from './routes/codec';
import { LedgerWatch } from './ledger-watch';
import { costRoutes } from './routes/costs';
import { deskRoutes } from './routes/desk';
import { documentRoutes } from './routes/documents';
import { erasureRoutes } from './routes/erasures';
import { eventRoutes } from './routes/events';
import { figureRoutes } from './routes/figures';
import { flagLinkRoutes } from './routes/flag-links';
import { flagRoutes } from './routes/flags';
import { guidanceRoutes } from './routes/guidance';
import { haltRoutes } from './routes/halts';
import { healthRoutes } from './routes/health';
import { holdRoutes } from './routes/holds';
import { intakeRoutes } from './routes/intake';
import { mapRoutes } from './routes/maps';
import { mcpRoutes } from './routes/mcp';
import { meRoutes } from './routes/me';
import { proofRoutes } from './routes/proofs';
import { quarantineRoutes } from './routes/quarantine';
import { readRoutes } from './routes/reads';
import { readinessRoutes } from './routes/readiness';
import { rolloutRoutes } from './routes/rollouts';
import { ruleRoutes } from './routes/rules';
import { runRoutes } from './routes/runs';
import { startRoutes } from './routes/starts';
import { systemRoutes } from './routes/systems';
import { webhookRoutes } from './routes/webhooks';
import { setHeaders } from './set-headers';
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
  const { people, site, ledger, keys } = deps;
  const secure = site.url?.protocol === 'https:';
  const app: Gateway = Fastify({
    logger: plainLog(), // faults of ours; stdout is for who runs it
    trustProxy: [...(deps.trustProxy ?? [])],
    forceCloseConnections: true,
    bodyLimit: 256 * 1024, // of JSON; routes that take documents say so
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, _request, reply) => answer(reply, toProblem(error)), // a URL that cannot be decoded
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain'); // JSON alone makes a browser ask before it sends for another site
  app.setErrorHandler((error, request, reply) => {
    const told = toProblem(toTooLarge(error, request.routeOptions.url));
    if (told.code === 'Bug') request.log.child(whereOf(request)).error(error);
    if (told.status === 401) reply.header('www-authenticate', 'Bearer realm="seaworthy"');
    answer(reply, told);
  });
  app.setNotFoundHandler((_request, reply) => {
    answer(reply, problem('Route.Unknown'));
  });

  await setHeaders(app, { secure });
  await app.register(rateLimit, { global: false });
  const sessions = new Sessions({ ledger, keys, issuer: people.issuer, secure });
  guard(app, { people, sessions, site });
  recordReads(app, { ledger, people });

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Seaworthy',
        version: '1',
        description: 'Runs of governed agents, and the people who decide in them.',
      },
      components: { securitySchemes },
    },
    transform: describeRoute,
    transformObject: describeAll,
  });
  const watch = new LedgerWatch(deps.ledger, (error) => app.log.warn(error));
  await app.register(healthRoutes(deps));
  await app.register(documentRoutes(deps));
  await app.register(startRoutes(deps));
  await app.register(runRoutes(deps, watch));
  await app.register(eventRoutes(deps, watch));
  await app.register(approvalRoutes(deps));
  await app.register(mapRoutes(deps));
  await app.register(figureRoutes(deps));
  await app.register(costRoutes(deps));
  await app.register(readinessRoutes(deps));
  await app.register(flagRoutes(deps));
  await app.register(flagLinkRoutes(deps));
  await app.register(guidanceRoutes(deps));
  await app.register(proofRoutes(deps));
  await app.register(rolloutRoutes(deps));
  await app.register(budgetRoutes(deps));
  await app.register(haltRoutes(deps));
  await app.register(ruleRoutes(deps));
  await app.register(systemRoutes(deps));
  await app.register(quarantineRoutes(deps));
  await app.register(holdRoutes(deps));
  await app.register(erasureRoutes(deps));
  await app.register(readRoutes(deps));
  await app.register(codecRoutes(deps));
  if (deps.webhooks) await app.register(webhookRoutes(deps, deps.webhooks));
  await app.register(intakeRoutes(deps));
  await app.register(mcpRoutes(app));
  await app.register(people.signInRoutes(sessions));
  await app.register(meRoutes(people, sessions));
  if (deps.desk) await app.register(deskRoutes(deps.desk));
  app.get('/openapi.json', { config: { may: 'everyone' }, schema: { hide: true } }, async () => app.swagger());
  await app.ready();
  return app;
}

function answer(reply: Pick<FastifyReply, 'code'>, told: Problem): void {
  void reply.code(told.status).type('application/problem+json').send(JSON.stringify(told));
}

/** The route of a call and the run it is about, for the log. */
function whereOf({ routeOptions: { url }, params }: FastifyRequest): { route?: string; run?: string } {
  const { id } = (params ?? {}) as { id?: string };
  return { ...(url ? { route: url } : {}), ...(id && url?.startsWith('/v1/runs/:id') ? { run: id } : {}) };
}

/** Fastify knows only that a body is too large; where documents come in, that has a name. */
function toTooLarge(error: unknown, route: string | undefined): unknown {
  const tooLarge = (error as { code?: unknown }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
  return tooLarge && (route === '/v1/documents' || route === '/v1/workflows/:name/runs')
    ? new SeaworthyError('Document.TooLarge')
    : error;
}
