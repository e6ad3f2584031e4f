import type { z } from 'zod';
import type { Agent } from '../../agents/define-agent';
import type { ActInput, ActResult } from '../../contracts/activities';
import type { Vault } from '../../masking/vault';

/** A result as it goes through Temporal: what an agent called for stays in the ledger, and personal values do in any case. */
export function forWorkflow(vault: Vault, agent: Agent, input: ActInput, result: ActResult): ActResult {
  switch (result.type) {
    case 'done': {
      const { output, ...rest } = result;
      if (!input.wantsOutput) return rest;
      const shape = agent.tools[input.tool]?.output as z.ZodType | undefined;
      return { ...rest, output: vault.maskDeclared(output ?? null, shape) };
    }
    case 'rejected':
      return {
        type: 'rejected',
        reason: vault.maskText(result.reason),
        ...(result.details ? { details: vault.mask(result.details) } : {}),
      };
    case 'input-asked':
      return { ...result, asked: vault.mask(result.asked) };
    case 'denied':
    case 'malformed':
    case 'unavailable':
    case 'unknown':
      return { ...result, reason: vault.maskText(result.reason) };
    case 'needs-approval':
    case 'halted':
    case 'reset':
      return result;
  }
}
