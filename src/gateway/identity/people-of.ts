import type { Agent } from '../../agents/define-agent';
import { SeaworthyError } from '../../contracts/errors';
import type { KeyRing } from '../../integrations/keys/key-ring';
import { localPeople } from './local-people';
import { knownRoles } from './may';
import { oidcSettings } from './oidc/settings';
import { oidcPeople } from './oidc-people';
import type { People } from './people';
import { siteAt } from './site';
import type { Site } from './site';

/** Who acts, as the environment says: people of a provider where one is configured, otherwise local ones. @throws SeaworthyError `Config.Invalid` */
export function peopleOf(
  env: NodeJS.ProcessEnv,
  { keys, agents }: { keys: KeyRing; agents: Readonly<Record<string, Agent>> },
): { people: People; site: Site } {
  const settings = oidcSettings(env);
  if (!settings) return { people: localPeople(), site: { url: undefined } };
  const address = env['SEAWORTHY_URL'];
  if (!address)
    throw new SeaworthyError(
      'Config.Invalid',
      'SEAWORTHY_URL is not set: the provider has to send browsers back to the gateway.',
    );
  const url = siteAt('SEAWORTHY_URL', address);
  return { people: oidcPeople({ settings, url, roles: knownRoles(agents), keys }), site: { url } };
}
