import { z } from 'zod';
import type { Supplier } from '../../contracts/procurement';
import type { Call } from '../http/call';
import { matchSupplier, searchWord } from '../erp/match-supplier';
import type { SupplierIds } from '../erp/match-supplier';
import { Id, Ids, Text } from './fields';
import type { Domain, Rpc } from './rpc';

const Party = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  // SQLite answers with numbers.
  active: z.union([z.boolean(), z.number()]).transform(Boolean),
  email: Text,
  identifiers: Ids,
  bank_accounts: Ids.optional(),
});
type Party = z.output<typeof Party>;

const Identifier = z.object({ type: Text, code: z.string(), party: Id });
const AccountNumber = z.object({ account: Id, number: z.string() });

const VAT_TYPE = /vat|mwst|tva|uid/;

/** Parties as suppliers. Their number is the party's code; one that was deactivated counts as blocked, as Tryton knows no other block. */
export class Suppliers {
  private banks: Promise<boolean> | undefined;

  constructor(private readonly rpc: Rpc) {}

  async find(wanted: SupplierIds, call?: Call): Promise<Supplier | null> {
    const { vatId, gln, name } = wanted;
    const ways = [
      { by: 'vatId', clause: vatId && ['identifiers.code', 'in', writings(vatId)] },
      { by: 'gln', clause: gln && ['identifiers.code', 'in', writings(gln)] },
      { by: 'name', clause: searchWord(name) && ['name', 'ilike', `%${searchWord(name)}%`] },
    ] as const;
    for (const { by, clause } of ways) {
      if (!clause) continue;
      const supplier = matchSupplier(wanted, await this.search([clause], call), by);
      if (supplier) return supplier;
    }
    return null;
  }

  private async search(domain: Domain, call: Call | undefined): Promise<Supplier[]> {
    const banks = await this.hasBanks(call);
    const fields = ['code', 'name', 'active', 'email', 'identifiers', ...(banks ? ['bank_accounts'] : [])];
    const parties = await this.rpc.search(
      'party.party',
      [['active', 'in', [true, false]], ...domain],
      fields,
      Party,
      call,
    );
    if (parties.length === 0) return [];
    const [identifiers, numbers] = await Promise.all([
      this.identifiersOf(parties, call),
      banks ? this.accountsOf(parties, call) : [],
    ]);
    return parties.map((party) => {
      const own = identifiers.filter((each) => each.party === party.id);
      const vatId = own.find(({ type, code }) => (type ? VAT_TYPE.test(type) : /^[A-Z]{2}/.test(code)))?.code;
      const gln = own.find(({ code }) => /^\d{13}$/.test(code))?.code;
      return {
        id: party.code,
        name: party.name,
        ...(vatId && { vatId }),
        ...(gln && { gln }),
        accounts: numbers
          .filter(({ account }) => party.bank_accounts?.includes(account))
          .map(({ number }) => number.replace(/\s/g, '')),
        blocked: !party.active,
        ...(party.email && { email: party.email }),
      };
    });
  }

  private identifiersOf(parties: readonly Party[], call?: Call): Promise<z.output<typeof Identifier>[]> {
    const domain = [['party', 'in', parties.map(({ id }) => id)]];
    return this.rpc.search('party.identifier', domain, ['type', 'code', 'party'], Identifier, call);
  }

  private accountsOf(parties: readonly Party[], call?: Call): Promise<z.output<typeof AccountNumber>[]> {
    const accounts = parties.flatMap(({ bank_accounts = [] }) => bank_accounts);
    return this.rpc.search(
      'bank.account.number',
      [['account', 'in', accounts]],
      ['account', 'number'],
      AccountNumber,
      call,
    );
  }

  /** Bank accounts are a module of their own. Without it every account on an invoice is a new one, and a person looks. */
  private hasBanks(call?: Call): Promise<boolean> {
    this.banks ??= this.rpc
      .search('ir.model', [['model', '=', 'bank.account']], ['model'], z.object({ model: z.string() }), call)
      .then((found) => found.length > 0)
      .catch((error: unknown) => {
        this.banks = undefined;
        throw error;
      });
    return this.banks;
  }
}

/** Tryton writes what it knows the form of without spaces, and the rest as it was typed. */
const writings = (id: string): string[] => [...new Set([id, id.replace(/[\s.\-/]/g, '').toUpperCase()])];
