/** Whether the standard variables of OpenTelemetry ask for a signal to be sent by OTLP. Nothing is sent unless one of them is set. */
export function sendsOtlp(env: NodeJS.ProcessEnv, signal: 'metrics' | 'traces'): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const name = signal.toUpperCase();
  const exporter = env[`OTEL_${name}_EXPORTER`];
  if (exporter) return exporter.split(',').includes('otlp');
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env[`OTEL_EXPORTER_OTLP_${name}_ENDPOINT`]);
}
