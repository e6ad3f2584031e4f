import { z } from 'zod';
import type { Agent } from '../../agents/define-agent';
import type { AnyTool } from '../../agents/define-tool';
import { systemsOf } from '../../agents/systems-of';
import type { BudgetPath, ExceptionPath, MapData, MapStep } from '../../contracts/map';
import { leadsTo } from '../../drawing/leads-to';
import { digestOf } from '../../ledger/digest-of';

export interface Section {
  title: string;
  says: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A map in words: what the owner of the process signs. */
export interface MapDocument {
  title: string;
  /** Of map and agent as they are written here: another version has another one. */
  digest: string;
  version: number;
  sections: readonly Section[];
}

/** Every step, decision, system, exception path, and who answers for it, as map and agent declare them. */
export function mapDocument(map: MapData, agent: Agent): MapDocument {
  const steps = Object.entries(map.steps);
  const sections: Section[] = [
    { title: 'What starts it', ...input(agent) },
    {
      title: 'Steps',
      says: 'In the order in which they are declared. Whoever answers for a step is asked where it does not go as it should.',
      head: ['Step', 'What for', 'Done by', 'In', 'Effect', 'Answers for it'],
      rows: steps.flatMap(([name, step]) => stepRow(name, step, map, agent)),
    },
    {
      title: 'Decisions',
      says: 'Each is recorded with its reason.',
      head: ['Decision', 'What is decided', 'Branches'],
      rows: steps.flatMap(([name, step]) =>
        step.kind === 'decision' ? [[name, step.purpose, step.branches.join(', ')]] : [],
      ),
    },
    {
      title: 'People',
      says: `Silence approves nothing: what nobody answers takes the way that is declared for it. Policy may ask ${agent.roles?.join(', ') || 'nobody else'}.`,
      head: ['Step', 'Role', 'Within', 'Then asked', 'If nobody answers'],
      rows: steps.flatMap(([name, step]) =>
        step.kind === 'human'
          ? [
              [
                name,
                step.role,
                step.within,
                [step.escalateTo ?? []].flat().join(', ') || 'nobody',
                leadsTo(step.onExpired, same),
              ],
            ]
          : [],
      ),
    },
    {
      title: 'Exception paths',
      says: 'Where a run goes when a step does not go as it should.',
      head: ['Step', 'When', 'Then'],
      rows: steps.flatMap(([name, step]) => exceptionRows(name, step)),
    },
    {
      title: 'Systems',
      says: 'What it meets, and how it is treated.',
      head: ['System', 'Requests a second', 'Time-out', 'Tries again', 'Text of others'],
      rows: systemsOf({ [agent.name]: agent }).map(({ name, rps, requestTimeoutMs, retries, untrusted }) => [
        name,
        rps === undefined ? 'no limit' : `at most ${rps}`,
        `${requestTimeoutMs / 1000} s`,
        `${retries} times`,
        untrusted ? 'yes: it may try to steer the agent' : 'no',
      ]),
    },
    {
      title: 'The agent',
      says: 'What it may use up in one step before a person takes over.',
      head: ['Model', 'Calls of the model', 'Calls of tools', 'Of these writes', 'US dollars', 'Permissions'],
      rows: [
        [
          agent.models.join(', else '),
          String(agent.limits.turns),
          String(agent.limits.calls),
          String(agent.limits.writes),
          agent.limits.usd,
          agent.grants.join(', '),
        ],
      ],
    },
    {
      title: 'Ends',
      says: 'Every run ends in one of these, or is cancelled.',
      head: ['End', 'What it means'],
      rows: steps.flatMap(([name, step]) => (step.kind === 'end' ? [[name, step.purpose]] : [])),
    },
  ];
  const digest = digestOf({ version: agent.version, instructions: agent.instructions, sections });
  return { title: map.name, digest, version: agent.version, sections };
}

function stepRow(name: string, step: MapStep, map: MapData, agent: Agent): string[][] {
  switch (step.kind) {
    case 'system': {
      const tool = agent.tools[step.tool]!;
      return [[name, step.purpose, 'the workflow', systemOf(tool), effectOf(tool), answersFor(step, map)]];
    }
    case 'agent': {
      const tools = step.tools.map((each) => agent.tools[each]!);
      const systems = [...new Set(tools.map(systemOf))].join(', ');
      const effects = [...new Set(tools.map(effectOf))].join('; ') || 'none';
      return [
        [
          name,
          step.purpose,
          `the agent, with ${step.tools.join(', ') || 'no tools'}`,
          systems,
          effects,
          answersFor(step, map),
        ],
      ];
    }
    case 'delegate':
      return [[name, step.purpose, `a run of ${step.to}`, '', 'as its own map says', answersFor(step, map)]];
    case 'human':
      return [[name, step.purpose, 'a person', '', 'none', step.role]];
    case 'decision':
    case 'end':
      return [];
  }
}

function systemOf(tool: AnyTool): string {
  return (tool.system as { name: string }).name;
}

function effectOf(tool: AnyTool): string {
  if (tool.effect === 'read') return 'reads';
  const rule = tool.approval || tool.limits ? 'approved by a person where policy says so' : 'without approval';
  return `writes (${tool.write}), ${rule}`;
}

/** The roles that its exceptions lead to; operators, where they lead to nobody. */
function answersFor(step: MapStep, { steps }: MapData): string {
  const roles = exceptions(step).flatMap(([, way]) => {
    const goal = way.path === 'goTo' ? steps[way.to] : undefined;
    return goal?.kind === 'human' ? [goal.role] : [];
  });
  return [...new Set(roles)].join(', ') || 'operators';
}

function exceptionRows(name: string, step: MapStep): string[][] {
  if (step.kind === 'human') return []; // told of with people
  return exceptions(step).map(([exception, way]) => [name, meanings[exception] ?? exception, leadsTo(way, same)]);
}

function exceptions(step: MapStep): [string, ExceptionPath | BudgetPath][] {
  return Object.entries(step).flatMap(([name, way]) =>
    name.startsWith('on') ? [[name, way as ExceptionPath | BudgetPath] as [string, ExceptionPath | BudgetPath]] : [],
  );
}

const meanings: Readonly<Record<string, string>> = {
  onUnavailable: 'the system does not answer',
  onMalformed: 'its answer has another form than agreed',
  onRejected: 'it refuses',
  onDenied: 'a person refuses',
  onExhausted: 'the agent does not conclude within its limits',
  onBudget: 'a budget is used up',
  onRefused: 'the work may not be handed over',
  onConflict: 'another run has acted on the same thing meanwhile',
  onFailed: 'the run that it is handed to ends elsewhere',
};

const same = (step: string): string => step;

function input(agent: Agent): Omit<Section, 'title'> {
  const Described = z.object({
    properties: z.record(z.string(), z.object({ description: z.string().optional() })).default({}),
    required: z.array(z.string()).default([]),
  });
  const { properties, required } = Described.parse(
    z.toJSONSchema(agent.input, { unrepresentable: 'any', io: 'input' }),
  );
  return {
    says: 'A run begins with',
    head: ['Field', 'What it is', 'Has to be there'],
    rows: Object.entries(properties).map(([field, { description = '' }]) => [
      field,
      description,
      required.includes(field) ? 'yes' : 'no',
    ]),
  };
}
