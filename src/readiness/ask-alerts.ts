import { z } from 'zod';
import { alerts, usualThresholds } from '../telemetry/deploy/alerts';
import type { Alerts } from './evidence';

const Rules = z.object({
  data: z.object({ groups: z.array(z.object({ rules: z.array(z.object({ name: z.string() })) })) }),
});
const WITHIN_MS = 2_000;

/** Whether Prometheus has loaded our alert rules; null where it is not to be asked, or does not answer. */
export async function askAlerts(url: string | undefined): Promise<Alerts | null> {
  if (!url) return null;
  try {
    const answer = await fetch(new URL('/api/v1/rules?type=alert', url), { signal: AbortSignal.timeout(WITHIN_MS) });
    const { data } = Rules.parse(await answer.json());
    const loaded = new Set(data.groups.flatMap(({ rules }) => rules.map(({ name }) => name)));
    const ours = alerts(usualThresholds).map(({ name }) => name);
    const missing = ours.filter((name) => !loaded.has(name));
    return { at: new Date(), missing, loaded: ours.length - missing.length };
  } catch {
    return null;
  }
}
