import type { BenchCheck } from '../bench';
import type { Growth } from './measure-growth';
import type { Measured } from './measure-peer';
import type { Medians } from './tables';

const MIDDLE = '30x2KB';
const LARGEST = '100x4KB';

/** What has to hold; of what was measured only. */
export function goalsOf(medians: Medians, growth: Growth | undefined): BenchCheck[] {
  const ratio = (size: string, field: keyof Measured, peer: string): number | undefined => {
    const [ours, theirs] = [medians.get(size)?.get('seaworthy'), medians.get(size)?.get(peer)];
    return ours && theirs ? ours[field] / theirs[field] : undefined;
  };
  const checks: BenchCheck[] = [];
  const hold = (what: string, value: number | undefined, is: 'at least' | 'at most', bound: number): void => {
    if (value === undefined) return;
    const holds = is === 'at least' ? value >= bound : value <= bound;
    checks.push({ what, value: value.toFixed(2), goal: `${is} ${bound}`, holds });
  };
  for (const size of medians.keys()) {
    for (const peer of ['langgraph', 'dbos', ...(size === LARGEST ? ['restate'] : [])])
      hold(`${size}: turns/s, of those of ${peer}`, ratio(size, 'turnsPerSecond', peer), 'at least', 1);
    hold(
      `${size}: turns/s, of raw Temporal's, same settings`,
      ratio(size, 'turnsPerSecond', 'temporal'),
      'at least',
      4,
    );
    const raw = ratio(size, 'turnsPerSecond', 'temporal-default');
    hold(`${size}: turns/s, of raw Temporal's, its own settings`, raw, 'at least', 10);
    hold(`${size}: ms per turn, of DBOS's`, ratio(size, 'msPerTurn', 'dbos'), 'at most', 1.2);
    hold(`${size}: bytes per turn, of DBOS's`, ratio(size, 'bytesPerTurn', 'dbos'), 'at most', 2);
    hold(`${size}: CPU per turn, of LangGraph's`, ratio(size, 'cpuPerTurn', 'langgraph'), 'at most', 1);
    hold(`${size}: CPU per turn, of DBOS's`, ratio(size, 'cpuPerTurn', 'dbos'), 'at most', 1.5);
    const tax = ratio(size, 'cpuPerTurn', 'ungoverned');
    hold(`${size}: CPU per turn, of the same with governance off`, tax, 'at most', 1.15);
    hold(
      `${size}: turns/s, of the same with governance off`,
      ratio(size, 'turnsPerSecond', 'ungoverned'),
      'at least',
      0.85,
    );
  }
  hold(`${MIDDLE}: bytes per turn, of LangGraph's`, ratio(MIDDLE, 'bytesPerTurn', 'langgraph'), 'at most', 0.1);
  if (growth)
    for (const field of ['ms', 'cpu', 'bytes'] as const)
      hold(
        `${field} per turn around turn 100, of those around turn 5`,
        growth.late[field] / growth.early[field],
        'at most',
        1.1,
      );
  return checks;
}
