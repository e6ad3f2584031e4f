import { clientCredentials } from '../http/auth/client-credentials';
import type { HttpOptions } from '../http/http-options';

export interface ErpSettings {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
}

/** How this ERP speaks HTTP. Business errors come with 4xx or, as `error`, with 200. */
export const erpHttp = ({ baseUrl, clientId, clientSecret }: ErpSettings): HttpOptions => ({
  baseUrl,
  title: 'The ERP',
  auth: clientCredentials({ tokenPath: '/oauth/token', clientId, clientSecret }),
  idempotencyHeader: 'idempotency-key',
  faultIn: (body, status) => {
    const error = status < 300 ? isObject(body) && body.error : body;
    return isObject(error) ? { reason: reasonIn(error) } : undefined;
  },
});

/** {code, meldung}, {code, text} or {error}. */
function reasonIn({ code, meldung, text, error }: Record<string, unknown>): string {
  return [code, meldung ?? text ?? error].filter((it) => typeof it === 'string').join(' ');
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
