/** How long the law wants runs of an agent kept, as data; none of them otherwise. */
export interface Retention<Tool extends string = string> {
  /** IANA time zone in which years end. */
  zone: string;
  /** Of several that apply, the longest counts. */
  rules: readonly {
    /** Applies to runs in which a write of one of these may have happened, */
    wrote: readonly Tool[];
    /** and to those that ended so. */
    ended?: readonly string[];
    /** From the end of the calendar year in which the run ended. */
    years: number;
    /** The norm. */
    source: string;
  }[];
}

/** The last day, local, on which an ended run is to be kept, `2034-12-31`, and why; undefined where nothing asks for it. Pure. */
export function keptUntil(
  { zone, rules }: Retention,
  run: { end: string; endedAt: Date; wrote: readonly string[] },
): { until: string; source: string } | undefined {
  const [longest] = rules
    .filter(({ wrote, ended = [] }) => wrote.some((tool) => run.wrote.includes(tool)) || ended.includes(run.end))
    .sort((a, b) => b.years - a.years);
  if (!longest) return undefined;
  const year = Number(localDay(zone, run.endedAt).slice(0, 4)) + longest.years;
  return { until: `${year}-12-31`, source: longest.source };
}

/** `2026-11-21` */
export function localDay(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at); // writes days as ISO 8601 does
}
