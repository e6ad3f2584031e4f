import type { PolicyRule } from '../contracts/operations';

/** The rules that apply to an agent's runs of a tenant in an environment. Pure. */
export function applicableRules(
  rules: readonly PolicyRule[],
  of: { agent: string; tenant: string; environment: string },
): PolicyRule[] {
  const fits = (wanted: string, is: string): boolean => wanted === '*' || wanted === is;
  return rules.filter(
    ({ agent, tenant, environment }) =>
      fits(agent, of.agent) && fits(tenant, of.tenant) && fits(environment, of.environment),
  );
}
