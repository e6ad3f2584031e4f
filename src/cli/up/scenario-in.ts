import { SCENARIOS } from '../../../standins/erp/seeding/scenario';
import type { Scenario } from '../../../standins/erp/seeding/scenario';

/** `07-bank-change-polarlicht.xml` → bank-change */
export function scenarioIn(filename: string): Scenario | undefined {
  const name = filename.replace(/^\d+-/, '');
  return SCENARIOS.find((scenario) => name.startsWith(`${scenario}-`));
}
