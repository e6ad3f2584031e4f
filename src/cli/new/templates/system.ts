import { camel, inComment, pascal, quoted, upper } from '../names';
import { namesAmount, readsOf, subjectOf, writesOf } from '../workflow-spec';
import type { ReadStep, WorkflowSpec } from '../workflow-spec';

/** `src/agents/systems/<system>.ts`: how a system is spoken to, in the way that its stand-in speaks. */
export function system(spec: WorkflowSpec, name: string): string {
  const subject = subjectOf(spec);
  const here = (step: ReadStep): boolean => step.system === name;
  const reads = readsOf(spec).filter(here);
  const writes = writesOf(spec).filter(here);
  const Client = `${pascal(name)}Client`;
  const amount = namesAmount(spec);
  const answers = [
    ...reads.map((read) => `'GET /${read.name}': z.array(Found),`),
    ...writes.map((write) => `'POST /${write.name}': z.object({ receipt: z.string() }),`),
    "'GET /status': z.object({ up: z.literal(true) }),",
  ];
  return `import { z } from 'zod';
import { apiKey } from '../../integrations/http/auth/api-key';
import type { Call } from '../../integrations/http/call';
import type { SystemHttp } from '../../integrations/http/system-http';
import { setting } from '../../settings/setting';
import { defineSystem } from '../define-system';

${
  reads.length > 0
    ? `/** As little of an answer as is used. Other fields are ignored. */
const Found = z.object({ id: z.string(), ${amount ? 'amount: z.string(), ' : ''}summary: z.string() });
type Found = z.output<typeof Found>;

`
    : ''
}const answers = {
  ${answers.join('\n  ')}
};

/** Speaks as the stand-in does: paths and fields of the real one go here. */
class ${Client} {
  constructor(private readonly http: SystemHttp) {}

${[...reads.map((read) => readMethod(read.name, subject)), ...writes.map((write) => writeMethod(write.name))].join('\n\n')}

  async probe(): Promise<void> {
    await this.http.send({ method: 'GET', path: '/status', effect: 'read' }, answers['GET /status']);
  }
}

/** ${inComment(spec.systems[name]!)} */
export const ${camel(name)}System = defineSystem({
  name: '${name}',
  inline: false,
  rps: 10,
  requestTimeoutMs: 5_000,
  settlesWithinMs: 5_000,
  retries: 4,
  answers,
  http: (env) => ({
    baseUrl: setting(env, '${upper(name)}_URL'),
    title: ${quoted(`The system ${name}`)},
    auth: apiKey('x-api-key', setting(env, '${upper(name)}_KEY')),
    idempotencyHeader: 'idempotency-key',
    concurrency: 4,
  }),
  connect: ({ http }) => new ${Client}(http),
  probe: (client) => client.probe(),
});
`;
}

function readMethod(step: string, subject: string): string {
  return `  async ${camel(step)}(about: string, call?: Call): Promise<Found | null> {
    const request = { method: 'GET', path: '/${step}', query: { ${subject}: about }, effect: 'read' } as const;
    const [found] = await this.http.send(request, answers['GET /${step}'], call);
    return found ?? null;
  }`;
}

function writeMethod(step: string): string {
  return `  ${camel(step)}(body: object, key: string, call?: Call): Promise<{ receipt: string }> {
    const request = { method: 'POST', path: '/${step}', effect: 'idempotent', key, body } as const;
    return this.http.send(request, answers['POST /${step}'], call);
  }`;
}
