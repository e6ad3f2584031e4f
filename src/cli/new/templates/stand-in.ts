import { camel, inComment, quoted, upper } from '../names';
import { namesAmount, readsOf, writesOf } from '../workflow-spec';
import type { ReadStep, WorkflowSpec } from '../workflow-spec';

/** `standins/systems/<system>.ts`: what answers until the real system is named. */
export function standIn(spec: WorkflowSpec, name: string): string {
  const here = (step: ReadStep): boolean => step.system === name;
  const record = (id: string, amount: string): string =>
    `${quoted(id)}: { id: ${quoted(id)}, ${namesAmount(spec) ? `amount: ${quoted(amount)}, ` : ''}summary: 'made up by the stand-in' },`;
  const reads = readsOf(spec)
    .filter(here)
    .map((read) => `${quoted(read.name)}: { ${record('1001', smallest(spec))} ${record('1002', '1000000')} },`);
  const writes = writesOf(spec)
    .filter(here)
    .map((write) => quoted(write.name));
  return `import { startRecordsStandIn } from './start-records-stand-in';
import type { SystemStandIn } from './system-stand-in';

/** Opens nothing but the stand-in. */
const KEY = 'for-stand-ins-only';

/** A stand-in for ${name} (${inComment(spec.systems[name]!)}): what it knows is made up, and what it does has no effect. */
export const ${camel(name)}StandIn: SystemStandIn = {
  system: '${name}',
  setting: '${upper(name)}_URL',
  start: async () => {
    const standIn = await startRecordsStandIn({
      apiKey: KEY,
      reads: { ${reads.join('\n')} },
      writes: [${writes.join(', ')}],
    });
    return {
      env: { ${upper(name)}_URL: standIn.url, ${upper(name)}_KEY: KEY },
      link: \`\${standIn.url}/_standin/written\`,
      close: standIn.close,
    };
  },
};
`;
}

/** An amount that needs nobody, where there is a limit. */
function smallest(spec: WorkflowSpec): string {
  const limits = writesOf(spec).flatMap(({ above }) => (above === undefined ? [] : [Number(above)]));
  return String(Math.min(...limits, 10));
}
