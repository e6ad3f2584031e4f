import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { effectOf } from './fault';
import type { Fault } from './fault';
import type { FaultPlan } from './fault-plan';

const CONTROL = '/_standin/';

/** Lets faults strike: before a request is carried out, or between its effect and its answer. */
export function addFaultHooks(app: FastifyInstance, plan: FaultPlan): void {
  const afterEffect = new WeakMap<FastifyRequest, Fault>();

  app.addHook('preHandler', async (request, reply) => {
    if (request.url.startsWith(CONTROL)) return;
    const path = request.url.split('?')[0] ?? '';
    const fault = plan.draw(request.method, request.routeOptions.url ?? path, path);
    if (!fault) return;
    if (effectOf(fault) === 'first') {
      afterEffect.set(request, fault);
      return;
    }
    await delay(fault.delayMs);
    if (effectOf(fault) === 'last') {
      afterEffect.set(request, { ...fault, delayMs: 0 });
      return;
    }
    if (fault.kind === 'reset' || fault.kind === 'lost-answer' || fault.kind === 'timeout') {
      reply.hijack();
      if (fault.kind !== 'timeout') request.raw.socket.destroy();
      return reply;
    }
    const body = faultyAnswer(fault, reply);
    return body === undefined ? undefined : reply.send(body);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = afterEffect.get(request);
    if (!fault) return payload;
    await delay(fault.delayMs);
    if (fault.kind === 'reset' || fault.kind === 'lost-answer') request.raw.socket.destroy();
    if (fault.kind === 'timeout') await new Promise(() => {});
    return faultyAnswer(fault, reply) ?? payload;
  });
}

/** The body of a fault that answers, `undefined` where the right answer stays. */
function faultyAnswer(fault: Fault, reply: FastifyReply): string | undefined {
  const json = (status: number, body: object): string => {
    void reply.code(status).header('content-type', 'application/json; charset=utf-8');
    return JSON.stringify(body);
  };
  switch (fault.kind) {
    case '500':
      return json(500, { error: 'DBSQL_SQL_ERROR' });
    case '503':
      if (fault.retryAfter) void reply.header('retry-after', fault.retryAfter);
      return json(503, { error: 'Wartungsfenster' });
    case '429':
      void reply.header('retry-after', fault.retryAfter ?? '1');
      return json(429, { error: 'Zu viele Anfragen' });
    case '401':
      return json(401, { error: 'invalid_token' });
    case 'malformed':
      void reply.code(200).header('content-type', 'text/html; charset=utf-8');
      return '<html><body><h1>Wartung</h1></body></html>';
    case 'wrong-schema':
      return json(200, { ergebnis: [{ feld: 1 }] });
    case 'reset':
    case 'timeout':
    case 'lost-answer':
    case 'slow':
      return undefined;
  }
}
