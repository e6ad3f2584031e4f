import type { Agent } from '../../agents/define-agent';
import { SeaworthyError } from '../../contracts/errors';
import { AS_HEADER, Person } from '../../contracts/http';
import { invalid } from '../invalid';
import { localSignInRoutes } from '../routes/local-sign-in';
import type { Caller } from './caller';
import type { People } from './people';

export type Roles = Readonly<Record<Person, readonly string[]>>;

const ISSUER = 'local';

/** What the local people may do. Whoever starts runs speaks for buyers and suppliers, and approves nothing. */
const localRoles: Roles = {
  reviewer: ['ap-clerk', 'ap-lead', 'buyer', 'supplier-contact'],
  controller: ['ap-lead', 'controller', 'operator', 'admin'],
  starter: ['starter', 'buyer', 'supplier-contact'],
};

/** With what agents ask for beside that: the reviewer has it. */
export function localRolesOf(agents: Readonly<Record<string, Pick<Agent, 'roles'>>>): Roles {
  const known = new Set(Object.values(localRoles).flat());
  const others = Object.values(agents).flatMap(({ roles = [] }) => roles.filter((role) => !known.has(role)));
  return { ...localRoles, reviewer: [...new Set([...localRoles.reviewer, ...others])] };
}

/** People for a laptop. Nobody checks which of them one is, so the gateway answers this machine only. */
export function localPeople(roles: Roles = localRoles): People {
  const callerNamed = (person: Person): Caller => ({
    identity: { issuer: ISSUER, subject: person },
    name: person,
    roles: roles[person],
    tenants: undefined,
    by: 'local',
  });
  return {
    issuer: ISSUER,
    checked: false,
    what: `local ones (${Person.options.join(', ')}), and nobody checks which: only this machine is answered`,
    named: async ({ headers }) => {
      const name = headers[AS_HEADER];
      if (name === undefined) return undefined;
      const person = Person.safeParse(name);
      if (!person.success)
        throw new SeaworthyError('Identity.Refused', `${AS_HEADER}: there are ${Person.options.join(', ')}.`);
      return callerNamed(person.data);
    },
    identityOf: (name) => {
      const person = Person.safeParse(name);
      if (!person.success)
        throw invalid([{ path: ['to'], message: `nobody of this name; there are ${Person.options.join(', ')}` }]);
      return callerNamed(person.data).identity;
    },
    signOutAt: () => Promise.resolve(null),
    signInRoutes: (sessions) => localSignInRoutes(sessions, callerNamed),
  };
}
