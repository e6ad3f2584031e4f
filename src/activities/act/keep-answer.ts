import { log } from '@temporalio/activity';
import { ToolChanged } from '../../integrations/mcp/tool-changed';
import type { SystemError } from '../../integrations/system-error';
import { noteToolChanged } from '../../ledger/note-tool-changed';
import { putQuarantine } from '../../ledger/quarantine';
import type { Deps } from '../deps';

/** In a drill what is answered was arranged: no system has drifted. */
const DRILL = 'drill';

/** Keeps an answer that is not used, whole. That a tool is not the one that was pinned is told to operators as well, once. */
export async function keepAnswer(
  { ledger, environment }: Pick<Deps, 'ledger' | 'environment'>,
  { run, step, tool }: { run: string; step: string; tool: string },
  error: SystemError,
): Promise<void> {
  if (error.answer !== undefined || error.class === 'malformed')
    await putQuarantine(ledger, { run, step, tool }, environment === DRILL ? withoutDrift(error) : error);
  if (!(error instanceof ToolChanged)) return;
  const { system, tool: name, change, digest } = error;
  if (await noteToolChanged(ledger, { system, tool: name, change, digest }))
    log.warn('a tool is not the one that was pinned', { system, tool: name, change });
}

type Kept = Parameters<typeof putQuarantine>[2];

function withoutDrift({ system, contract, answer }: SystemError): Kept {
  return { system, contract, answer, drift: [] };
}
