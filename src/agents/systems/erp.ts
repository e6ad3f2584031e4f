import { SeaworthyError } from '../../contracts/errors';
import { answers } from '../../integrations/erp/answers';
import type { Erp } from '../../integrations/erp/erp';
import { ErpClient } from '../../integrations/erp/erp-client';
import { erpHttp } from '../../integrations/erp/erp-http';
import type { HttpOptions } from '../../integrations/http/http-options';
import type { SystemHttp } from '../../integrations/http/system-http';
import { Rpc } from '../../integrations/tryton/rpc';
import { TrytonClient } from '../../integrations/tryton/tryton-client';
import { trytonHttp } from '../../integrations/tryton/tryton-http';
import { defineSystem } from '../define-system';
import { setting } from '../../settings/setting';

export const erp = defineSystem<Erp>({
  name: 'erp',
  inline: false,
  rps: 50,
  requestTimeoutMs: 5_000,
  settlesWithinMs: 5_000,
  retries: 4,
  answers,
  http: (env) => kindIn(env).http(env),
  connect: ({ env, http }) => kindIn(env).connect(http, env),
  probe: (client) => client.probe(),
});

interface ErpKind {
  http(env: NodeJS.ProcessEnv): HttpOptions;
  connect(http: SystemHttp, env: NodeJS.ProcessEnv): Erp;
}

const kinds: Readonly<Record<string, ErpKind>> = {
  'stand-in': {
    http: (env) =>
      erpHttp({
        baseUrl: setting(env, 'ERP_URL'),
        clientId: setting(env, 'ERP_CLIENT_ID'),
        clientSecret: setting(env, 'ERP_CLIENT_SECRET'),
      }),
    connect: (http) => new ErpClient(http),
  },
  tryton: {
    http: (env) =>
      trytonHttp({
        url: setting(env, 'ERP_URL'),
        database: setting(env, 'ERP_DATABASE'),
        user: setting(env, 'ERP_USER'),
        password: setting(env, 'ERP_PASSWORD'),
      }),
    connect: (http, env) =>
      new TrytonClient(
        new Rpc(http, {
          user: setting(env, 'ERP_USER'),
          company: env['ERP_COMPANY'] || undefined,
          acknowledge: env['ERP_ACKNOWLEDGE']?.split(',').filter(Boolean),
        }),
      ),
  },
};

/** @throws SeaworthyError `Config.Invalid` that names the setting that its kind of ERP lacks */
export const requireErpSettings = (env: NodeJS.ProcessEnv): void => void kindIn(env).http(env);

/** Which ERP it is, ERP_KIND says; without it, one that speaks as the stand-in does. */
function kindIn(env: NodeJS.ProcessEnv): ErpKind {
  const kind = kinds[env['ERP_KIND'] || 'stand-in'];
  if (kind) return kind;
  throw new SeaworthyError('Config.Invalid', `ERP_KIND is none of ${Object.keys(kinds).join(', ')}.`);
}
