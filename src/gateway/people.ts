import type { Person } from '../contracts/http';
import type { Identity } from '../ledger/decide';

/**
 * Who acts. Two local people decide and a third starts runs; nobody checks which of them one is, so the gateway answers this machine only.
 * Identities from OIDC come in here: issuer and subject of a verified token take the place of a name.
 */
export function personOf(name: Person): Identity {
  return { issuer: 'local', subject: name };
}
