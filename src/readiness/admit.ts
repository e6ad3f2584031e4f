import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Agent } from '../agents/define-agent';
import { versionOf } from '../agents/version-of';
import { SeaworthyError } from '../contracts/errors';
import type { MapData } from '../contracts/map';
import type { AdmissionItem, AdmissionRequest, ReadinessReport } from '../contracts/readiness';
import type { KeyRing } from '../integrations/keys/key-ring';
import { putAdmission } from '../ledger/admissions';
import type { AdmissionClaims } from '../ledger/admissions';
import type { Ledger } from '../ledger/ledger';
import { readRules } from '../ledger/rules';

const USUAL_DAYS = 90;
const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

interface Given {
  agent: Agent;
  map: MapData;
  report: ReadinessReport;
  asked: AdmissionRequest;
  by: string;
}

/**
 * Signs that a workflow may run in an environment, in the version that it has now. Ends with the first waiver that it rests on.
 * @throws SeaworthyError `Readiness.Lacking`, `Input.Invalid`
 */
export async function admit(
  { ledger, keys }: { ledger: Ledger; keys: KeyRing },
  { agent, map, report, asked, by }: Given,
): Promise<AdmissionItem> {
  const lacking = report.criteria.filter(({ state }) => state === 'fails' || state === 'no-evidence');
  if (lacking.length > 0) throw new SeaworthyError('Readiness.Lacking', `${lacking.map(({ id }) => id).join(', ')}.`);
  const now = Date.now();
  const wanted = asked.until ? Date.parse(asked.until) : now + USUAL_DAYS * DAY_MS;
  if (wanted <= now || wanted > now + MOST_DAYS * DAY_MS)
    throw new SeaworthyError('Input.Invalid', 'until: it is to be ahead, and by a year at most.');
  const waivers = report.criteria.flatMap(({ waiver }) => waiver ?? []);
  const until = Math.min(wanted, ...waivers.map((waiver) => Date.parse(waiver.until)));
  const version = versionOf(agent, map);
  const claims: AdmissionClaims = {
    ...{ workflow: agent.name, environment: asked.environment, agentVersion: agent.version, parts: version.parts },
    ...{ rules: (await readRules(ledger)).version, waived: waivers.map(({ criterion }) => criterion), by },
    ...{ jti: randomUUID(), iat: Math.floor(now / 1_000), exp: Math.floor(until / 1_000) },
  };
  const token = await keys.sign('admission', claims as unknown as JWTPayload);
  return putAdmission(ledger, { claims, version: `${agent.version} ${version.digest}`, token, why: asked.why });
}
