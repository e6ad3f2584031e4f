import { changesSince, versionOf } from '../agents/version-of';
import type { Agent } from '../agents/define-agent';
import type { RunId } from '../contracts/ids';
import type { MapData } from '../contracts/map';
import { KeyError } from '../integrations/keys/key-ring';
import { admissionOfRun, newestAdmission } from '../ledger/admissions';
import type { AdmissionClaims, StoredAdmission } from '../ledger/admissions';
import type { Deps } from './deps';

/** By which admission a run may begin, or why by none. */
export type Weighed = { admission: number } | { why: string };

type Given = Pick<Deps, 'ledger' | 'verifier' | 'environment'>;

/** Whether runs of the workflow need an admission where this worker is. */
export function needsAdmission({ production = [] }: Agent, environment: string): boolean {
  return production.includes(environment);
}

/** Whether a run may begin here and now. Believes the gateway's signature and nothing else that the database says. */
export async function weighAdmission(deps: Given, agent: Agent, map: MapData): Promise<Weighed> {
  const { environment } = deps;
  const admit = `npx seaworthy admit ${agent.name} --environment ${environment} admits it once its readiness holds.`;
  const refuse = (why: string): Weighed => ({
    why: `${agent.name} may not run in ${environment}: ${why} Nothing was done. ${admit}`,
  });
  const stored = await newestAdmission(deps.ledger, { workflow: agent.name, environment });
  if (!stored) return refuse('it was never admitted.');
  const claims = await claimsOf(deps, agent, stored);
  if (!claims) return refuse('its admission is not signed by the gateway for this.');
  const ends = new Date(claims.exp * 1_000);
  if (ends <= stored.now)
    return refuse(`its admission ended on ${ends.toISOString().slice(0, 16).replace('T', ' ')} UTC.`);
  const version = versionOf(agent, map);
  const changed = [
    ...(claims.agentVersion === version.agentVersion ? [] : [`its version (${claims.agentVersion} was admitted)`]),
    ...changesSince(claims.parts, version.parts),
  ];
  if (changed.length > 0) return refuse(`since it was admitted ${changed.slice(0, 6).join(', ')} changed.`);
  return { admission: stored.id };
}

/**
 * Whether a run may write: it began by an admission, or, where it is older than that, there is one today. What has changed or ended since a run
 * began does not stop it; halts do.
 */
export async function mayWrite(deps: Given, agent: Agent, map: MapData, run: RunId): Promise<true | string> {
  if (!needsAdmission(agent, deps.environment)) return true;
  const began = await admissionOfRun(deps.ledger, run);
  const claims = began && (await claimsOf(deps, agent, began));
  if (claims && claims.exp * 1_000 > began.now.getTime()) return true;
  const today = await weighAdmission(deps, agent, map);
  return 'admission' in today ? true : today.why;
}

async function claimsOf(
  { verifier, environment }: Given,
  agent: Agent,
  { token }: StoredAdmission,
): Promise<AdmissionClaims | undefined> {
  try {
    const claims = (await verifier.verify('admission', token)) as unknown as AdmissionClaims;
    return claims.workflow === agent.name && claims.environment === environment ? claims : undefined;
  } catch (error) {
    if (error instanceof KeyError) return undefined;
    throw error;
  }
}
