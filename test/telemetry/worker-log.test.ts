// A process of its own, since Temporal's runtime is installed once in one.
import { typescriptProcess } from '../helpers/typescript-process';

it('is JSON with run and step, of errors only what may be said, and no secret', async () => {
  const { first } = await typescriptProcess<Record<string, unknown>>(`
    const { installLog } = require('./src/worker-log');
    const { keepSecret } = require('./src/integrations/secrets');
    const secret = keepSecret('a-secret-that-nobody-prints');
    const runtime = installLog((line) => process.stdout.write(line));
    runtime.logger.warn('it is ' + secret, { run: 'run-1', step: 'gather', error: new Error('IBAN DE02120300000000202051'), n: 1n });
    runtime.shutdown().then(() => process.exit(0)); // what is logged is flushed
  `);
  expect(first).toMatchObject({ level: 'warn', run: 'run-1', step: 'gather', n: '1', error: { type: 'Error' } });
  expect(new Date(first['time'] as string).getTime()).toBeGreaterThan(Date.now() - 60_000);
  expect(JSON.stringify(first)).not.toMatch(/a-secret-that|DE0212/);
});
