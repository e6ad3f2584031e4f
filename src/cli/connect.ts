import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import { keepSecret } from '../integrations/secrets';

/** Where `up` notes its gateway, in the folder it was started in. */
export const GATEWAY_FILE = join('.seaworthy', 'gateway.json');

/**
 * The gateway that SEAWORTHY_URL names, or the one of this folder, called by the access token in SEAWORTHY_TOKEN, or as a local person.
 * @throws SeaworthyError `Config.Invalid`, `Gateway.Unreachable`
 */
export function connect(as: Person): SeaworthyClient {
  const url = process.env['SEAWORTHY_URL'] ?? noted();
  if (!URL.canParse(url)) throw new SeaworthyError('Config.Invalid', 'SEAWORTHY_URL is not a URL.');
  const token = process.env['SEAWORTHY_TOKEN'];
  return createClient(token ? { url, token: () => keepSecret(token) } : { url, as });
}

function noted(): string {
  try {
    return (JSON.parse(readFileSync(GATEWAY_FILE, 'utf8')) as { url: string }).url;
  } catch {
    throw new SeaworthyError('Gateway.Unreachable', `SEAWORTHY_URL is not set, and ${GATEWAY_FILE} is not here.`);
  }
}
