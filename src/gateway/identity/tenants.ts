import { SeaworthyError } from '../../contracts/errors';
import type { Caller } from './caller';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers of the caller's own tenants alone. Whoever does not act for all of them is refused by a route that does not say so. */
    tenants?: 'own';
  }
}

/** Of what is another tenant's, a caller is told that it is not there. */
export function actsFor({ tenants }: Caller, tenant: string): boolean {
  return tenants?.includes(tenant) ?? true;
}

/** Lists are filtered by it in the ledger. */
export function tenantsOf({ tenants }: Caller): { tenants?: readonly string[] } {
  return tenants ? { tenants } : {};
}

/** For whom a caller starts a run. @throws SeaworthyError `Tenant.NotYours` */
export function tenantFor(caller: Caller, asked: string | undefined): string {
  const only = caller.tenants?.length === 1 ? caller.tenants[0] : undefined;
  const tenant = asked ?? only ?? 'default';
  if (!actsFor(caller, tenant)) throw new SeaworthyError('Tenant.NotYours', `You do not act for ${tenant}.`);
  return tenant;
}
