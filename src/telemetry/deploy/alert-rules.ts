import { stringify } from 'yaml';
import { alerts } from './alerts';
import type { Thresholds } from './alerts';

/** The alert rules as Prometheus reads them. */
export function alertRules(thresholds: Thresholds): string {
  const rules = alerts(thresholds).map(({ name, severity, expr, summary, todo }) => ({
    alert: name,
    expr,
    for: `${thresholds.forS}s`,
    labels: { severity },
    annotations: { summary, todo },
  }));
  return stringify({ groups: [{ name: 'seaworthy', rules }] }, { lineWidth: 0 });
}
