import type { Agent } from '../../agents/define-agent';
import { setting } from '../../settings/setting';
import { systemsOf } from '../../agents/systems-of';
import { addressesOfRoles } from '../../integrations/mail/addresses-of-roles';
import { getDocument, putDocument } from '../../ledger/documents';
import type { Ledger } from '../../ledger/ledger';
import { permitOf } from '../../ledger/permit-of';
import { look, wrong } from './finding';
import type { Finding } from './finding';

/** Connects to each system as a worker would and asks its probe, which has no effect; and whether notices would find anybody. */
export async function checkSystems(
  env: NodeJS.ProcessEnv,
  agents: Readonly<Record<string, Agent>>,
  ledger: Ledger,
): Promise<Finding[]> {
  const documents = {
    get: (id: string) => getDocument(ledger, id),
    put: (document: { bytes: Uint8Array; mediaType: string; filename?: string }) => putDocument(ledger, document),
  };
  const systems = systemsOf(agents).map((system) =>
    look(`system ${system.name}`, todoFor(system.name, agents), async () => {
      const client = system.connect({ env, documents, permit: permitOf(ledger, system) });
      try {
        await system.probe?.(client);
      } finally {
        await system.disconnect?.(client);
      }
      return system.probe ? 'answers' : 'is set; it declares no probe, so it was not asked';
    }),
  );
  const notices = look(
    'notices',
    'Set MAIL_URL, MAIL_FROM and MAIL_ROLES, or read approvals at the desk alone.',
    async () => {
      setting(env, 'MAIL_URL');
      setting(env, 'MAIL_FROM');
      const roles = [...addressesOfRoles(env['MAIL_ROLES']).keys()];
      const asked = [...new Set(Object.values(agents).flatMap(({ roles: all = [] }) => all))];
      const without = asked.filter((role) => !roles.includes(role));
      if (without.length > 0) throw wrong(`Nobody is told of what waits for ${without.join(', ')}.`);
      return `go to ${roles.join(', ')}`;
    },
  );
  return Promise.all([...systems, notices]);
}

function todoFor(system: string, agents: Readonly<Record<string, Agent>>): string {
  const check = 'Check its settings and credentials, and whether it is there.';
  const without = Object.entries(agents).flatMap(([name, agent]) =>
    systemsOf({ [name]: agent }).some((each) => each.name === system) ? [] : [name],
  );
  return without.length === 0 ? check : `${check} Where no run needs it: \`seaworthy doctor ${without.join(' ')}\`.`;
}
