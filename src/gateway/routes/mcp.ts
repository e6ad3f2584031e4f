import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyRequest } from 'fastify';
import { AS_HEADER } from '../../contracts/http';
import type { Gateway } from '../create-gateway';
import { createMcpServer } from '../mcp/create-mcp-server';
import type { Ask } from '../mcp/create-mcp-server';
import type { GatewayRequest } from '../mcp/tools';
import { cameBy } from '../record-reads';

const MOST_BYTES = 4 * 1024 * 1024;

/**
 * `/mcp`: the Model Context Protocol by Streamable HTTP, of this revision and those before, without sessions. Each tool is a request to a route
 * of `gateway`, as the caller and from where the caller is.
 */
export function mcpRoutes(gateway: Gateway) {
  const askAs = ({ headers, socket }: FastifyRequest): Ask => {
    // Not cookies: no agent acts by a person's session.
    const names = ['host', 'authorization', AS_HEADER] as const;
    const own = Object.fromEntries(
      names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    );
    return (request: GatewayRequest) =>
      cameBy.run('mcp', async () =>
        gateway.inject({
          ...request,
          headers: { ...request.headers, ...own },
          ...(socket.remoteAddress ? { remoteAddress: socket.remoteAddress } : {}),
        }),
      );
  };

  return async (app: Gateway): Promise<void> => {
    app.route({
      method: ['GET', 'POST', 'DELETE'],
      url: '/mcp',
      bodyLimit: MOST_BYTES,
      config: { may: 'signed-in', tenants: 'own' }, // what each tool asks for is checked where it is answered
      schema: { hide: true },
      handler: async (request, reply) => {
        const handler = createMcpHandler(() => createMcpServer(askAs(request)), {
          onerror: (error) => request.log.warn(error),
        });
        const { method, headers, url, body } = request;
        const asked = new Request(new URL(url, 'http://gateway'), {
          method,
          headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
            typeof value === 'string' ? [[name, value]] : [],
          ),
          ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
        });
        const answer = await handler.fetch(asked, method === 'POST' ? { parsedBody: body } : {});
        return reply
          .code(answer.status)
          .headers(Object.fromEntries(answer.headers))
          .send(answer.body ? Buffer.from(await answer.arrayBuffer()) : null);
      },
    });
  };
}
