import { LRUCache } from 'lru-cache';
import type { Agent } from '../../agents/define-agent';
import { applicableRules } from '../../agents/applicable-rules';
import type { RunId } from '../../contracts/ids';
import type { Ledger } from '../../ledger/ledger';
import { readTenant } from '../../ledger/read-policy';
import { readRules } from '../../ledger/rules';
import type { RuleSet } from '../../ledger/rules';

const KEPT_FOR_MS = 1_000;

/** The rules for a run, at most a second old: a worker asks once a second for all its runs. What writes is judged again by what is true then. */
export class Policies {
  private readonly tenants = new LRUCache<RunId, string>({ max: 1_000 });
  private kept: { rules: Promise<RuleSet>; until: number } | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly environment: string,
  ) {}

  async for(run: RunId, agent: Pick<Agent, 'name'>): Promise<RuleSet> {
    const [{ version, rules }, tenant] = await Promise.all([this.newest(), this.tenantOf(run)]);
    return { version, rules: applicableRules(rules, { agent: agent.name, tenant, environment: this.environment }) };
  }

  /** A run's tenant never changes. */
  async tenantOf(run: RunId): Promise<string> {
    const known = this.tenants.get(run);
    if (known !== undefined) return known;
    const tenant = await readTenant(this.ledger, run);
    this.tenants.set(run, tenant);
    return tenant;
  }

  private newest(): Promise<RuleSet> {
    const now = performance.now();
    if (!this.kept || now > this.kept.until) {
      const rules = readRules(this.ledger);
      this.kept = { rules, until: now + KEPT_FOR_MS };
      rules.catch(() => (this.kept = undefined)); // asked again by the next; this one fails, and is tried again
    }
    return this.kept.rules;
  }
}
