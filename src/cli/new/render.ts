import { agent, instructions } from './templates/agent';
import { contract } from './templates/contract';
import { samples } from './templates/samples';
import { standIn } from './templates/stand-in';
import { system } from './templates/system';
import { test } from './templates/test';
import { tools } from './templates/tools';
import { workflow } from './templates/workflow';
import { camel } from './names';
import type { WorkflowSpec } from './workflow-spec';

export interface Rendered {
  /** Texts by their path in the checkout. None of them is there before. */
  files: ReadonlyMap<string, string>;
  /** A line for each of the files that list what there is. */
  lines: readonly { file: string; line: string }[];
}

/** A workflow as code: small files, and where they are registered. Pure. */
export function render(spec: WorkflowSpec): Rendered {
  const { name } = spec;
  const systems = Object.keys(spec.systems);
  const own = camel(name);
  return {
    files: new Map([
      [`src/contracts/${name}.ts`, contract(spec)],
      [`src/workflows/${name}.ts`, workflow(spec)],
      [`src/agents/${name}/index.ts`, agent(spec)],
      [`src/agents/${name}/instructions.ts`, instructions(spec)],
      [`src/agents/${name}/tools.ts`, tools(spec)],
      ...systems.map((each) => [`src/agents/systems/${each}.ts`, system(spec, each)] as const),
      ...systems.map((each) => [`standins/systems/${each}.ts`, standIn(spec, each)] as const),
      [`test/workflows/${name}.test.ts`, test(spec)],
      ...samples(spec),
    ]),
    lines: [
      { file: 'src/agents/all.ts', line: `export { ${own}Agent } from './${name}';` },
      { file: 'src/workflows/index.ts', line: `export { ${own} } from './${name}';` },
      { file: 'src/workflows/all-maps.ts', line: `export { ${own}Map } from './${name}';` },
      ...systems.map((each) => ({
        file: 'standins/systems/all.ts',
        line: `export { ${camel(each)}StandIn } from './${each}';`,
      })),
    ],
  };
}
