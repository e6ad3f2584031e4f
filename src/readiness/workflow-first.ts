import type { ExceptionName } from '../contracts/entry';
import type { MapStep } from '../contracts/map';
import { drillCommand, rehearse } from './commands';
import { declared, fails, holds, listed, ofRuns, unseen } from './criterion';
import type { Criterion, Finding } from './criterion';
import type { Evidence } from './evidence';

/** The process comes before the technology: it is declared, gone through whole, fed by a system and taken over by one. */
export const workflowFirst: readonly Criterion[] = [
  {
    id: 'workflow-first.declared',
    asks: 'Is every step, decision and exception path declared?',
    judge: (evidence: Evidence): Finding => {
      const lacking = Object.entries(evidence.map.steps).flatMap(([name, step]) => lackingOf(name, step, evidence));
      const next = `Declare them in the map of ${evidence.workflow} (src/workflows).`;
      if (lacking.length > 0) return fails(`Not declared: ${listed(lacking)}.`, next, declared(evidence));
      const paths = exceptionsOf(evidence).length;
      const steps = Object.keys(evidence.map.steps).length;
      return holds(`${steps} steps with ${paths} exception paths, all declared.`, declared(evidence));
    },
  },
  {
    id: 'workflow-first.branches',
    asks: 'Has every branch been taken, by runs or drills?',
    judge: (evidence: Evidence): Finding => {
      const wanted = Object.entries(evidence.map.steps).flatMap(([name, step]) =>
        step.kind === 'decision' ? step.branches.map((branch) => `${name}: ${branch}`) : [],
      );
      const taken = new Set(evidence.runs.branches.map(({ step, branch }) => `${step}: ${branch}`));
      return coverage(evidence, 'branches', wanted, taken, [
        rehearse(evidence.workflow),
        drillCommand(evidence.workflow, 'paths'),
      ]);
    },
  },
  {
    id: 'workflow-first.exceptions',
    asks: 'Has every exception path been taken, by runs or drills?',
    judge: (evidence: Evidence): Finding => {
      const wanted = exceptionsOf(evidence).map(({ step, exception }) => `${step}.${exception}`);
      const taken = new Set(evidence.runs.exceptions.map(({ step, exception }) => `${step}.${exception}`));
      return coverage(evidence, 'exception paths', wanted, taken, [drillCommand(evidence.workflow, 'faults', 'paths')]);
    },
  },
  {
    id: 'workflow-first.inputs',
    asks: 'Do inputs come from a real system?',
    judge: (evidence: Evidence): Finding => {
      const { byIntake, byService } = evidence.runs.inputs;
      const next =
        'Let a system start runs: documents by mailbox or folder (INTAKE_FOLDER=… INTAKE_MAILBOX=…), or a service that signs in (docs/identity.md).';
      if (byIntake + byService === 0)
        return unseen('No run was started by intake or by a service.', next, ofRuns(evidence));
      return holds(`${byIntake} runs came in by intake, ${byService} from services.`, ofRuns(evidence));
    },
  },
  {
    id: 'workflow-first.outputs',
    asks: 'Are outputs taken by a system, with its receipt?',
    judge: (evidence: Evidence): Finding => {
      const writes = Object.entries(evidence.map.steps).flatMap(([, step]) =>
        step.kind === 'system' && evidence.agent.tools[step.tool]?.effect === 'write' ? [step.tool] : [],
      );
      const lacking = [...new Set(writes)].filter((tool) => !evidence.runs.receipts.some((each) => each.tool === tool));
      const next = rehearse(evidence.workflow);
      if (lacking.length > 0) return unseen(`No system has taken ${listed(lacking)} yet.`, next, ofRuns(evidence));
      const receipts = evidence.runs.receipts.map(({ tool, count }) => `${count} of ${tool}`);
      return holds(`Answered by the systems: ${listed(receipts)}.`, ofRuns(evidence));
    },
  },
  {
    id: 'workflow-first.on-map',
    asks: 'Did every run stay on the map?',
    judge: (evidence: Evidence): Finding => {
      const { map, runs } = evidence;
      if (runs.ended === 0) return unseen('No run of this version has ended.', rehearse(evidence.workflow));
      const strange = runs.places.filter(({ place }) => !Object.hasOwn(map.steps, place) && !OF_THE_ENGINE.has(place));
      const left = strange.map(({ place, run }) => `${place} (${run})`);
      if (left.length > 0) {
        const next = 'npx seaworthy show RUN says what happened; docs/temporal.md what to do.';
        return fails(`Runs were where the map has no step: ${listed(left)}.`, next, ofRuns(evidence));
      }
      return holds(`${runs.ended} runs ended, each in a declared place.`, ofRuns(evidence));
    },
  },
];

/** Ends that every run may come to, whatever its map. */
const OF_THE_ENGINE: ReadonlySet<string> = new Set(['cancelled', 'not-admitted']);

const EXCEPTIONS: Readonly<Record<MapStep['kind'], readonly ExceptionName[]>> = {
  system: ['onUnavailable', 'onMalformed', 'onRejected'],
  agent: ['onExhausted', 'onUnavailable'],
  human: ['onExpired'],
  delegate: ['onRefused', 'onConflict', 'onFailed'],
  decision: [],
  end: [],
};

function lackingOf(name: string, step: MapStep, { agent, map }: Evidence): string[] {
  const told = step as unknown as Partial<Record<ExceptionName, { path: string; to?: string }>>;
  const paths = EXCEPTIONS[step.kind].filter((exception) => !told[exception]).map((each) => `${name}.${each}`);
  const targets = Object.entries(told).flatMap(([exception, path]) =>
    path?.path === 'goTo' && !['human', 'end'].includes(map.steps[path.to ?? '']?.kind ?? '')
      ? [`${name}.${exception} → ${path.to}`]
      : [],
  );
  const tools = step.kind === 'system' ? [step.tool] : step.kind === 'agent' ? step.tools : [];
  const unknown = tools.filter((tool) => !Object.hasOwn(agent.tools, tool)).map((tool) => `${name} (tool ${tool})`);
  return [...(step.purpose ? [] : [`${name} (purpose)`]), ...paths, ...targets, ...unknown];
}

/** Every exception path of the map. */
function exceptionsOf({ map }: Evidence): { step: string; exception: string }[] {
  return Object.entries(map.steps).flatMap(([step, of]) =>
    Object.entries(of)
      .filter(([name, value]) => /^on[A-Z]/.test(name) && value !== undefined)
      .map(([exception]) => ({ step, exception })),
  );
}

function coverage(
  evidence: Evidence,
  what: string,
  wanted: readonly string[],
  taken: ReadonlySet<string>,
  commands: readonly string[],
): Finding {
  const next = commands.join('; ');
  if (evidence.runs.count === 0) return unseen('There is no run of this version.', next);
  const never = wanted.filter((each) => !taken.has(each));
  const seen = `${wanted.length - never.length} of ${wanted.length} ${what} taken`;
  if (never.length > 0) return fails(`${seen}. Never: ${listed(never, 12)}.`, next, ofRuns(evidence));
  return holds(`${seen}.`, ofRuns(evidence));
}
