import { DrizzleQueryError } from 'drizzle-orm';

/**
 * SQLSTATE classes for a connection, a failover, shutting down, out of resources, locks and deadlock; those of a database that is just being
 * restored (not there, no tables, no rights yet); and sockets.
 */
const CODE =
  /^(08|25006|25P03|28|3D000|40|42501|42883|42P01|53|55|57|58)|^E(CONN|PIPE|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH)/;
const MESSAGE = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/;

/** Whether it is the database that fails, and not us: it is worth trying again. */
export function isDatabaseError(error: unknown): boolean {
  const { code, message } = ((error instanceof DrizzleQueryError ? error.cause : error) ?? {}) as {
    code?: unknown;
    message?: unknown;
  };
  return typeof code === 'string' ? CODE.test(code) : MESSAGE.test(String(message));
}
