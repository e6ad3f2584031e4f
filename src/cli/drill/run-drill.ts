import { print, printJson } from '../print';
import { withStart } from '../up/with-start';
import { drillHostile } from './drill-hostile';
import { drillFaults } from './faults/drill-faults';
import { faultsText } from './faults/faults-text';
import { drillPaths } from './paths/drill-paths';
import { pathsText } from './paths/paths-text';
import { readTexts } from './read-texts';
import { drillRepeat } from './repeat/drill-repeat';
import { repeatText } from './repeat/repeat-text';
import { reportText } from './report-text';

export interface DrillOptions {
  hostile?: boolean;
  faults?: boolean;
  repeat?: number;
  input?: string;
  paths?: boolean;
  runs?: number;
  seed: number;
  injections?: string;
  json?: boolean;
}

const STOPPED = 'The drill was stopped; it left no evidence.';
/** A drill does not wait ten minutes for each answer of a model that does not come. */
const FAULTS = { downMs: 60_000, modelTimeoutMs: 10_000, lanes: 4 };

/** The drill from its first line to the end of everything that it started. Sets the exit code: 1 where something should not have been. */
export async function runDrill(options: DrillOptions): Promise<void> {
  const { faults, paths, repeat, input, runs = 100, seed, injections, json = false } = options;
  const texts = await readTexts(injections);
  await withStart(STOPPED, async (start, progress) => {
    const [outcome, text] = faults
      ? await told(faultsText, drillFaults({ ...FAULTS, seed }, start, progress))
      : paths
        ? await told(pathsText, drillPaths({ seed }, start, progress))
        : repeat
          ? await told(repeatText, drillRepeat({ repeat, seed, input }, start, progress))
          : await told(reportText, drillHostile({ runs, seed, texts }, start, progress));
    progress.rest();
    if (json) printJson(outcome);
    else print(text());
    return outcome.passed ? 0 : 1;
  });
}

async function told<T>(tell: (outcome: T) => string, drilled: Promise<T>): Promise<[T, () => string]> {
  const outcome = await drilled;
  return [outcome, () => tell(outcome)];
}
