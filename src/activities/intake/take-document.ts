import { SeaworthyError } from '../../contracts/errors';
import type { IntakeSource } from '../../contracts/intake';
import { startRun } from '../../gateway/start-run';
import { putDocument } from '../../ledger/documents';
import { noteIntake } from '../../ledger/intake';
import type { IntakeDeps } from './intake-deps';
import { whyNot } from './why-not';

interface Part {
  source: IntakeSource;
  item: string;
  part: number;
  bytes: Uint8Array;
  filename: string | undefined;
}

/**
 * Starts the run of a document by the gateway's own way, or notes why not. The document's digest is the key: from one source, it is one run,
 * however often it comes.
 */
export async function takeDocument(
  deps: IntakeDeps,
  { source, item, part, bytes, filename }: Part,
): Promise<{ type: 'started'; run: string } | { type: 'aside'; reason: string }> {
  const { ledger, workflow, tenant } = deps;
  const noted = { source, item, part, tenant };
  const aside = async (reason: string) => {
    await noteIntake(ledger, { ...noted, outcome: 'aside', reason });
    return { type: 'aside' as const, reason };
  };
  const reason = whyNot(bytes);
  if (reason) return aside(reason);
  const document = await putDocument(ledger, {
    bytes,
    mediaType: 'application/xml',
    filename: filename?.slice(0, 200),
  });
  try {
    const starter = { issuer: 'intake', subject: source };
    const { run } = await startRun(deps, { workflow, input: { document }, tenant, starter, idempotencyKey: document });
    await noteIntake(ledger, { ...noted, outcome: 'started', document, run });
    return { type: 'started', run };
  } catch (error) {
    if (error instanceof SeaworthyError && error.code === 'Input.Invalid') return aside(error.message);
    throw error;
  }
}
