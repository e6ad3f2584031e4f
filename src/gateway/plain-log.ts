import type { FastifyServerOptions } from 'fastify';
import { plainError } from '../integrations/plain-error';
import { withoutSecrets } from '../integrations/secrets';

/** The gateway's log, on stderr: of errors only what may be said, and no secrets. */
export function plainLog(): NonNullable<Exclude<FastifyServerOptions['logger'], boolean>> {
  return {
    level: 'error',
    stream: { write: (line) => void process.stderr.write(withoutSecrets(line)) },
    serializers: { err: (error) => ({ ...plainError(error), message: plainError(error).message ?? '', stack: '' }) },
    hooks: {
      // pino would take the words of an error for those of the line.
      logMethod([first, ...rest], log) {
        if (first instanceof Error) log.call(this, { err: first }, 'it failed');
        else log.apply(this, [first, ...rest]);
      },
    },
  };
}
