import { ErpClient } from '../../integrations/erp/erp-client';
import { defineSystem } from '../define-system';
import { setting } from './setting';

export const erp = defineSystem({
  name: 'erp',
  inline: false,
  rps: 50,
  requestTimeoutMs: 5_000,
  settlesWithinMs: 5_000,
  retries: 4,
  connect: ({ env }) =>
    new ErpClient({
      baseUrl: setting(env, 'ERP_URL'),
      clientId: setting(env, 'ERP_CLIENT_ID'),
      clientSecret: setting(env, 'ERP_CLIENT_SECRET'),
      requestTimeoutMs: 5_000,
    }),
});
