import type { Ledger } from '../../ledger/ledger';

/**
 * Whose invoices they are. With an ERP of the user's own, always the same, so that an invoice that comes again is found out. The books of a
 * stand-in begin anew with each start, so the company does as well: the samples would otherwise be duplicates from the second start on.
 */
export async function tenantFor(ledger: Ledger, erp: 'yours' | 'stand-in'): Promise<string> {
  if (erp === 'yours') return 'default';
  const { rows } = await ledger.pool.query<{ last: number | null }>(
    `select max(substring(tenant from '^demo-(\\d+)$')::int) as last from runs`,
  );
  return `demo-${(rows[0]?.last ?? 0) + 1}`;
}
