import { requireErpSettings } from '../../agents/systems/erp';
import { SeaworthyError } from '../../contracts/errors';
import { startErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import { startMailboxStandIn } from '../../../standins/mailbox/start-mailbox-stand-in';
import { startModelStandIn } from '../../../standins/model/start-model-stand-in';
import * as standIns from '../../../standins/systems/all';
import type { SystemStandIn } from '../../../standins/systems/system-stand-in';
import { booksFor } from './books-for';
import { checkModel } from './check-model';
import type { Given } from './given';
import type { Start } from './start';

/** Opens nothing but stand-ins; no word that a text may hold. */
const STAND_IN_KEY = 'for-stand-ins-only';

export interface Systems {
  /** Settings of model, ERP and mailbox, as the worker reads them. */
  env: NodeJS.ProcessEnv;
  model: 'claude' | 'stand-in';
  erp: 'yours' | 'stand-in';
  what: { model: string; erp: string; mailbox: string };
  /** What other systems are, for people. */
  others: [name: string, what: string][];
  /** Where to look into stand-ins. */
  links: [name: string, url: string][];
}

/** What the environment names, and stand-ins for the rest. @throws SeaworthyError `Config.Invalid` */
export async function startSystems(start: Start, given: readonly Given[]): Promise<Systems> {
  const [model, erp, mailbox, others] = await Promise.all([
    startModel(start),
    startErp(start, given),
    startMailbox(start),
    startOthers(start),
  ]);
  return {
    env: { ...model.env, ...erp.env, ...mailbox.env, ...others.env },
    model: model.standIn ? 'stand-in' : 'claude',
    erp: erp.standIn ? 'stand-in' : 'yours',
    what: { model: model.what, erp: erp.what, mailbox: mailbox.what },
    others: others.parts,
    links: [
      ...(erp.link ? [['ERP books', erp.link] as [string, string]] : []),
      ...(mailbox.link ? [['mailbox', mailbox.link] as [string, string]] : []),
      ...others.links,
    ],
  };
}

interface System {
  env: NodeJS.ProcessEnv;
  standIn: boolean;
  what: string;
  link?: string;
}

async function startModel({ env, closing }: Start): Promise<System> {
  const apiKey = env['ANTHROPIC_API_KEY'];
  if (apiKey) {
    const baseURL = env['ANTHROPIC_BASE_URL'] || 'https://api.anthropic.com';
    if (!URL.canParse(baseURL)) throw new SeaworthyError('Config.Invalid', 'ANTHROPIC_BASE_URL is no URL.');
    await checkModel({ apiKey, baseURL });
    return { env: {}, standIn: false, what: `Claude at ${new URL(baseURL).host}, on your ANTHROPIC_API_KEY` };
  }
  const standIn = await startModelStandIn();
  closing.add('the model stand-in', () => standIn.close());
  return {
    env: { ANTHROPIC_API_KEY: STAND_IN_KEY, ANTHROPIC_BASE_URL: standIn.url },
    standIn: true,
    what: 'STAND-IN that thinks by rules, as ANTHROPIC_API_KEY is not set; set it for Claude',
  };
}

async function startErp({ env, state, closing }: Start, invoices: readonly Given[]): Promise<System> {
  const url = env['ERP_URL'];
  if (url) {
    requireErpSettings(env);
    if (!URL.canParse(url)) throw new SeaworthyError('Config.Invalid', 'ERP_URL is no URL.');
    return { env: {}, standIn: false, what: `yours, ${new URL(url).host}` };
  }
  const credentials = { clientId: 'seaworthy', clientSecret: STAND_IN_KEY };
  const standIn = await startErpStandIn({ seed: await booksFor(state, invoices), ...credentials });
  closing.add('the ERP stand-in', () => standIn.close());
  return {
    env: { ERP_URL: standIn.url, ERP_CLIENT_ID: credentials.clientId, ERP_CLIENT_SECRET: credentials.clientSecret },
    standIn: true,
    what: 'STAND-IN, its books made up to fit the invoices',
    link: `${standIn.url}/_standin/books`,
  };
}

async function startMailbox({ env, closing }: Start): Promise<System> {
  const addresses = {
    MAIL_FROM: env['MAIL_FROM'] ?? 'accounts-payable@buyer.example',
    MAIL_ACCESS_POINT: env['MAIL_ACCESS_POINT'] ?? 'access-point@buyer.example',
    MAIL_DESK: env['MAIL_DESK'] ?? 'desk@buyer.example',
  };
  if (env['MAIL_URL']) {
    for (const name of Object.keys(addresses))
      if (!env[name]) throw new SeaworthyError('Config.Invalid', `${name} is not set, but MAIL_URL is.`);
    return { env: {}, standIn: false, what: 'yours, by MAIL_URL' };
  }
  const standIn = await startMailboxStandIn();
  closing.add('the mailbox stand-in', () => standIn.close());
  return {
    env: { MAIL_URL: standIn.smtpUrl, ...addresses },
    standIn: true,
    what: 'STAND-IN that passes nothing on',
    link: `${standIn.url}/messages`,
  };
}

/** Systems of other workflows. */
async function startOthers({
  env,
  closing,
}: Start): Promise<Pick<Systems, 'env' | 'links'> & { parts: Systems['others'] }> {
  const others: Awaited<ReturnType<typeof startOthers>> = { env: {}, links: [], parts: [] };
  for (const { system, setting, start } of Object.values<SystemStandIn>(standIns)) {
    if (env[setting]) {
      others.parts.push([system, `yours, by ${setting}`]);
      continue;
    }
    const standIn = await start();
    closing.add(`the stand-in for ${system}`, () => standIn.close());
    Object.assign(others.env, standIn.env);
    others.links.push([system, standIn.link]);
    others.parts.push([system, `STAND-IN, as ${setting} is not set`]);
  }
  return others;
}
