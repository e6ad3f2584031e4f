import { ErpClient } from '../../../src/integrations/erp/erp-client';
import { erpHttp } from '../../../src/integrations/erp/erp-http';
import type { ErpSettings } from '../../../src/integrations/erp/erp-http';
import { SystemHttp } from '../../../src/integrations/http/system-http';
import type { SystemHttpOptions } from '../../../src/integrations/http/system-http';

/** A client as the system's declaration makes it, without a worker. */
export function connectErp(
  options: ErpSettings & Pick<SystemHttpOptions, 'requestTimeoutMs' | 'fetch' | 'permit'>,
): ErpClient {
  return new ErpClient(new SystemHttp({ system: 'erp', ...options, ...erpHttp(options) }));
}
