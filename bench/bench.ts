export interface BenchRow {
  what: string;
  /** Milliseconds, over `count` samples. */
  p50: number;
  p95: number;
  count: number;
  /** Of the median to that of the row all are held against, in the same run. */
  ratio: number;
  /** Whether the goal holds, where there is one: milliseconds at the 95th percentile. */
  goal?: number;
  holds?: boolean;
}

export interface BenchReport {
  bench: string;
  /** What was set up, in a sentence. */
  setting: string;
  machine: { cpu: string; cores: number; node: string };
  rows: BenchRow[];
}

/** Something that holds or does not. */
export interface BenchCheck {
  what: string;
  value: string;
  goal: string;
  holds: boolean;
}

export interface ReportTable {
  title: string;
  columns: string[];
  rows: string[][];
}

export interface CheckReport extends Pick<BenchReport, 'bench' | 'setting' | 'machine'> {
  /** What was measured, where that is more than what has to hold. */
  tables?: ReportTable[];
  checks: BenchCheck[];
}

/** `options`: what stands after its name on the command line. */
export type Bench = (say: (line: string) => void, options: readonly string[]) => Promise<BenchReport | CheckReport>;
