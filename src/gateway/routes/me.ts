import { Me, SignedOut } from '../../contracts/http';
import type { Gateway } from '../create-gateway';
import type { People } from '../identity/people';
import type { Sessions } from '../identity/sessions';

export function meRoutes(people: People, sessions: Sessions) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/me',
      {
        config: { may: 'signed-in', tenants: 'own' },
        schema: { operationId: 'whoAmI', summary: 'Who calls, and what they may do', response: { 200: Me } },
      },
      async ({ caller: { identity, name, roles, tenants, by } }) => ({
        ...identity,
        name,
        roles: [...roles],
        tenants: tenants ? [...tenants] : null,
        by,
      }),
    );

    app.post(
      '/sign-out',
      {
        config: { may: 'signed-in', tenants: 'own' },
        schema: {
          operationId: 'signOut',
          summary: 'End the session of this browser, for every copy of its cookie',
          response: { 200: SignedOut },
        },
      },
      async (request, reply) => {
        await sessions.end(request, reply);
        return { status: 'signed-out' as const, at: await people.signOutAt() };
      },
    );
  };
}
