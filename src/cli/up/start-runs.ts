import { SeaworthyError } from '../../contracts/errors';
import type { SeaworthyClient } from '../../../client';
import type { GivenInvoice } from './read-invoices';

export interface StartedRun {
  run: string;
  workflowId: string;
  given: GivenInvoice;
  /** In Temporal UI, where there is one that we know of. */
  link?: string;
}

/** Starts a run for each invoice, one after the other, so that of two equal ones the first is the first. */
export async function startRuns(
  client: SeaworthyClient,
  {
    invoices,
    tenant,
    signal,
    onStarted,
  }: {
    invoices: readonly GivenInvoice[];
    tenant: string;
    signal: AbortSignal;
    onStarted: (run: StartedRun) => void;
  },
): Promise<void> {
  for (const given of invoices) {
    signal.throwIfAborted();
    try {
      const { id } = await client.upload({ document: given.bytes, filename: given.filename });
      const input = { document: id, filename: given.filename.slice(0, 200) };
      const { run, workflowId, links } = await client.start('invoice-exceptions', input, { tenant });
      onStarted({ run, workflowId, given, ...(links.temporal ? { link: links.temporal } : {}) });
    } catch (error) {
      if (!(error instanceof SeaworthyError)) throw error;
      throw new SeaworthyError(error.code, [`${given.filename}:`, error.detail].filter(Boolean).join(' '));
    }
  }
}
