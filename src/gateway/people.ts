import type { Person } from '../contracts/http';
import type { Identity } from '../ledger/identity';

export type Roles = Readonly<Record<Person, readonly string[]>>;

/**
 * Who acts. Two local people decide and a third starts runs; nobody checks which of them one is, so the gateway answers this machine only.
 * Identities from OIDC come in here: issuer and subject of a verified token take the place of a name, and its claims that of the roles.
 */
export function personOf(name: Person): Identity {
  return { issuer: 'local', subject: name };
}

/** What the local people may decide on. Whoever starts runs speaks for buyers and suppliers, and approves nothing. */
export const localRoles: Roles = {
  reviewer: ['ap-clerk', 'ap-lead', 'buyer', 'supplier-contact'],
  controller: ['ap-lead', 'controller', 'operator'],
  starter: ['buyer', 'supplier-contact'],
};
