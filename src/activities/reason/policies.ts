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
  private readAt = -Infinity;
  private read: Promise<RuleSet> = Promise.reject(new Error('not read yet'));

  constructor(
    private readonly ledger: Ledger,
    private readonly environment: string,
  ) {
    this.read.catch(() => undefined);
  }

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
    if (performance.now() - this.readAt > KEPT_FOR_MS) {
      this.readAt = performance.now();
      this.read = readRules(this.ledger);
      this.read.catch(() => (this.readAt = -Infinity));
    }
    return this.read;
  }
}
