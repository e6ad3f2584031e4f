import { readiness } from '../../telemetry/readiness';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';

/** For whoever keeps the gateway running: no identity, no secret, and not part of the described API. */
export function healthRoutes({ ledger, temporal }: GatewayDeps) {
  return async (app: Gateway): Promise<void> => {
    app.get('/healthz', { config: { may: 'everyone', often: true }, schema: { hide: true } }, async () => ({
      alive: true,
    }));

    app.get('/readyz', { config: { may: 'everyone', often: true }, schema: { hide: true } }, async (_, reply) => {
      const now = await readiness({ ledger, temporal });
      return reply.code(now.ready ? 200 : 503).send(now);
    });
  };
}
