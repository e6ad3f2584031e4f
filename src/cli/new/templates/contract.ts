import { inComment, pascal, quoted } from '../names';
import { namesAmount, readsOf, subjectOf, writesOf } from '../workflow-spec';
import type { WorkflowSpec } from '../workflow-spec';

/** `src/contracts/<name>.ts`: what starts a run, what is found, what the agent is given, and what is concluded. */
export function contract(spec: WorkflowSpec): string {
  const { name, input, trigger } = spec;
  const subject = subjectOf(spec);
  const Type = pascal(name);
  const amount = namesAmount(spec);
  const fields = Object.entries(input).map(
    ([field, what]) =>
      `${field}: ${field === subject ? 'z.string().min(1).max(100)' : "personal('text').max(4000)"}.describe(${quoted(what)}),`,
  );
  const decisions = [...writesOf(spec).map((write) => write.name), ...Object.keys(spec.ends), 'hand-over'];
  return `import { z } from 'zod';
${amount ? "import { Amount } from './amount';\n" : ''}import { personal } from './personal';

/** What starts a run of the workflow \`${name}\`: ${inComment(trigger)}. */
export const ${Type}Input = z.object({
  ${fields.join('\n  ')}
});
export type ${Type}Input = z.infer<typeof ${Type}Input>;

/** What a system knows of what the run is about. */
export const ${Type}Record = z.object({
  id: z.string(),
  ${amount ? "amount: Amount.describe('what it is about in money'),\n  " : ''}summary: personal('text'),
});

/** The brief the agent is given when it begins step \`judge\`. */
export const ${Type}Brief = z.object({
  input: ${Type}Input,
  ${readsOf(spec)
    .map((read) => `${quoted(read.name)}: ${Type}Record,`)
    .join('\n  ')}
});

/** What is to be done: concluded by the agent, or by the person who takes over. */
export const ${Type}Conclusion = z.object({
  decision: z.enum([${decisions.map(quoted).join(', ')}]),
  ${amount ? "amount: Amount.describe('in money; 0 where there is none'),\n  " : ''}sure: z.boolean().describe('false sends it to a person'),
  rationale: personal('text').max(4000),
});
export type ${Type}Conclusion = z.infer<typeof ${Type}Conclusion>;
`;
}
