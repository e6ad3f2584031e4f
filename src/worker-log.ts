import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { LogEntry, RuntimeOptions } from '@temporalio/worker';
import { pino } from 'pino';
import { plainError } from './integrations/plain-error';
import { withoutSecrets } from './integrations/secrets';

/**
 * Makes Temporal's runtime, whose log goes to `write` as JSON, line by line: of errors only what may be said, and no secrets. Once in a process, before
 * the first worker. `temporal` is where it tells its own metrics.
 */
export function installLog(
  write: (line: string) => void,
  {
    level = 'INFO',
    temporal,
    shutdownSignals,
  }: { level?: 'INFO' | 'ERROR'; temporal?: string } & Pick<RuntimeOptions, 'shutdownSignals'> = {},
): Runtime {
  return Runtime.install({
    logger: new DefaultLogger(level, jsonLines(write)),
    // Rust's own lines come the same way.
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(temporal ? { metrics: { prometheus: { bindAddress: temporal, useSecondsForDurations: true } } } : {}),
    },
    ...(shutdownSignals ? { shutdownSignals } : {}),
  });
}

/** Temporal's levels by pino's names. */
const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** JSON by line: time, level, msg, and what is known of where it was said, such as run and step. */
function jsonLines(write: (line: string) => void): (entry: LogEntry) => void {
  const log = pino(
    { level: 'trace', base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line) => write(withoutSecrets(line)) },
  );
  return ({ level, timestampNanos, message, meta }) => {
    const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    log[LEVELS[level]]({ time, ...plain(meta) }, message);
  };
}

/** Errors as far as they may be written, wherever they stand. */
function plain(meta: LogEntry['meta']): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(meta ?? {}, (_, value: unknown) =>
      value instanceof Error ? plainError(value) : typeof value === 'bigint' ? String(value) : value,
    ),
  ) as Record<string, unknown>;
}
