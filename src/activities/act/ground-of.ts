import { applicableRules } from '../../agents/applicable-rules';
import type { Agent } from '../../agents/define-agent';
import type { RunFacts } from '../../agents/define-tool';
import { UNTRUSTED_TEXT, untrustedTools } from '../../agents/untrusted-tools';
import type { RunId } from '../../contracts/ids';
import type { PolicyRule } from '../../contracts/operations';
import { readPolicy } from '../../ledger/read-policy';
import type { Vault } from '../../masking/vault';
import type { Deps } from '../deps';

/** What policy looks at for a call, as it is now and by one statement: the facts of the run with their true values, and the rules that apply to it. */
export async function groundOf(
  { ledger, environment }: Deps,
  agent: Agent,
  run: RunId,
  vault: Vault,
): Promise<{ facts: RunFacts; rules: PolicyRule[]; version: number }> {
  const { facts, untrusted, tenant, rules } = await readPolicy(ledger, run, untrustedTools(agent));
  return {
    facts: { ...vault.restore(facts).value, [UNTRUSTED_TEXT]: untrusted },
    rules: applicableRules(rules.rules, { agent: agent.name, tenant, environment }),
    version: rules.version,
  };
}
