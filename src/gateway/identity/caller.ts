import type { Identity } from '../../ledger/identity';

/** Who calls, as far as it was checked. */
export interface Caller {
  identity: Identity;
  /** How people call them; for show, and never written down. */
  name: string;
  roles: readonly string[];
  /** Whose runs they see and decide in; undefined: everybody's. */
  tenants: readonly string[] | undefined;
  /** What they are known by. `local`: they named themselves, and nobody checked. */
  by: 'session' | 'token' | 'local';
}
