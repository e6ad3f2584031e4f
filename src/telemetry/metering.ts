import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SeaworthyError } from '../contracts/errors';
import { freePort } from '../integrations/local-process/with-port';
import { countWith } from './instruments';
import { sendsOtlp } from './otlp';
import type { Readiness } from './readiness';
import { startTracing } from './tracing';

export interface Metering {
  /** Where Temporal's runtime is to tell its own metrics; they are passed on with ours. Undefined where nobody asks for any. */
  temporal?: string;
  /** Serves /metrics, /healthz and /readyz at SEAWORTHY_METRICS, if that is set. Gives where. @throws SeaworthyError `Config.Invalid` */
  serve(ready: () => Promise<Readiness>): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * Begins to count and to trace in this process: for Prometheus where SEAWORTHY_METRICS names an address to listen on, by OTLP where the standard variables of
 * OpenTelemetry ask for it; otherwise it does nothing. Once in a process, before what counts.
 */
export async function startMetering(env: NodeJS.ProcessEnv): Promise<Metering> {
  const tracing = startTracing(env);
  const address = env['SEAWORTHY_METRICS'] ? hostAndPort(env['SEAWORTHY_METRICS']) : undefined;
  const otlp = sendsOtlp(env, 'metrics');
  if (!address && !otlp) return { serve: () => Promise.resolve(undefined), close: () => tracing.close() };
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] || 'seaworthy' }),
    readers: [prometheus, ...(otlp ? [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })] : [])],
  });
  countWith(provider.getMeter('seaworthy'));
  const temporal = address && `127.0.0.1:${await freePort()}`;
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  const server = createServer();
  const scrape = async (): Promise<string> => {
    const { resourceMetrics } = await prometheus.collect();
    return serializer.serialize(resourceMetrics) + (temporal ? await temporals(temporal) : '');
  };
  return {
    ...(temporal ? { temporal } : {}),
    serve: async (ready) => {
      if (!address) return undefined;
      server.on('request', ({ url }, response) => {
        const answer = async (): Promise<[status: number, type: string, body: string]> => {
          if (url === '/healthz') return [200, 'application/json', '{"alive":true}'];
          if (url === '/metrics') return [200, 'text/plain; version=0.0.4; charset=utf-8', await scrape()];
          if (url !== '/readyz') return [404, 'text/plain', ''];
          const now = await ready();
          return [now.ready ? 200 : 503, 'application/json', JSON.stringify(now)];
        };
        void answer()
          .catch((): [number, string, string] => [500, 'text/plain', ''])
          .then(([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body));
      });
      await new Promise<void>((resolve, reject) =>
        server.once('error', reject).listen(address.port, address.host, resolve),
      ).catch((error: NodeJS.ErrnoException) => {
        throw new SeaworthyError('Config.Invalid', `SEAWORTHY_METRICS: it cannot listen there (${error.code}).`);
      });
      server.unref(); // it keeps no process alive
      const { port } = server.address() as AddressInfo;
      return `http://${address.host}:${port}`;
    },
    close: async () => {
      countWith(undefined);
      server.closeAllConnections();
      server.close();
      await Promise.all([tracing.close(), provider.shutdown().catch(() => undefined)]);
    },
  };
}

/** Those of Temporal's runtime; none while it has not begun. */
async function temporals(address: string): Promise<string> {
  return fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.text(),
    () => '',
  );
}

function hostAndPort(setting: string): { host: string; port: number } {
  const [, host, port] = /^(?:\[?([\w.:-]+?)\]?:)(\d{1,5})$/.exec(setting) ?? [];
  if (!host || Number(port) > 65_535)
    throw new SeaworthyError('Config.Invalid', 'SEAWORTHY_METRICS is not host:port, such as 127.0.0.1:9464.');
  return { host, port: Number(port) };
}
