import type { About, Agent } from '../agents/define-agent';
import { SeaworthyError } from '../contracts/errors';
import type { Json } from '../contracts/json';
import { getDocument } from '../ledger/documents';
import type { Ledger } from '../ledger/ledger';

/** What a run is about, as its input tells it; undefined where that cannot be told, or its document is not there any more. */
export async function whatAbout(ledger: Ledger, agent: Agent, input: Json): Promise<About | undefined> {
  try {
    return await agent.aboutRun?.(input, async (id) => (await getDocument(ledger, id)).bytes);
  } catch (error) {
    if (error instanceof SeaworthyError && error.code.startsWith('Document.')) return undefined;
    throw error;
  }
}
