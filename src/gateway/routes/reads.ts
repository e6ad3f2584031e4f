import { z } from 'zod';
import { ReadPage } from '../../contracts/reads';
import { nameOf } from '../../ledger/identity';
import { listReads } from '../../ledger/reads';
import type { Gateway } from '../create-gateway';
import { decodeCursor, encodeCursor } from '../cursor';
import type { GatewayDeps } from '../deps';
import { Id } from '../parameters';

export function readRoutes({ ledger, people }: GatewayDeps) {
  /** A whole name, or a subject as whoever vouches for people here calls them. */
  const namesOf = (by: string): string[] => [by, nameOf({ issuer: people.issuer, subject: by })];

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/reads',
      {
        config: { may: ['auditor', 'admin'] },
        schema: {
          operationId: 'listReads',
          summary: 'Who was told what runs and documents hold, newest first',
          querystring: z.object({
            what: Id.shape.id.optional().describe('a run, with its documents, or a document'),
            by: z
              .string()
              .regex(/^[^\p{Cc}]{1,500}$/u, 'who')
              .optional()
              .describe('issuer|subject, or the subject'),
            since: z.iso.datetime({ offset: true }).optional(),
            limit: z.coerce.number().int().min(1).max(100).default(50),
            cursor: z.string().max(600).optional(),
          }),
          response: { 200: ReadPage },
        },
      },
      async ({ query: { what, by, since, limit, cursor } }) => {
        const page = await listReads(ledger, {
          limit,
          ...(what ? { what } : {}),
          ...(by ? { by: namesOf(by) } : {}),
          ...(since ? { since: new Date(since) } : {}),
          ...(cursor ? { after: decodeCursor(cursor) } : {}),
        });
        const next = page.next && encodeCursor(page.next);
        const asked = Object.entries({ what, by, since }).filter((pair): pair is [string, string] => !!pair[1]);
        const query = new URLSearchParams([...asked, ['limit', String(limit)], ['cursor', next ?? '']]);
        return { reads: page.reads, next, links: { next: next && `/v1/reads?${query.toString()}` } };
      },
    );
  };
}
