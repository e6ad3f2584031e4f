import { endRollout, listRollouts, noteLook } from '../../ledger/rollouts';
import type { GatewayDeps } from '../deps';
import { weighRollout } from './weigh-rollout';

const BY = 'rule';

/** Ends canaries by their rule. What several gateways would do at once is done once. */
export async function judgeRollouts({ ledger, agents }: Pick<GatewayDeps, 'ledger' | 'agents'>): Promise<void> {
  for (const rollout of await listRollouts(ledger, { underWay: true })) {
    const agent = agents[rollout.workflow];
    if (agent && agent.version !== rollout.agentVersion) {
      const why = `The agent is version ${agent.version} by now: what was proved was held against version ${rollout.agentVersion}.`;
      await endRollout(ledger, rollout.id, { to: 'rolled-back', by: BY, why });
      continue;
    }
    const { look, end } = weighRollout(rollout);
    if (look && !(await noteLook(ledger, rollout.id, look))) continue; // another gateway took it, and goes on from there
    if (end) await endRollout(ledger, rollout.id, { ...end, by: BY });
  }
}
