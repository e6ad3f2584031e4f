import { SeaworthyError } from '../../contracts/errors';
import type { Json } from '../../contracts/json';
import type { SeaworthyClient } from '../../../client';
import { isJson, parseJson } from '../read-input';
import type { Given } from './given';

export interface StartedRun {
  run: string;
  workflowId: string;
  given: Given;
  /** In Temporal UI, where there is one that we know of. */
  link?: string;
}

/** Starts a run for each of what was given, one after the other, so that of two equal ones the first is the first. */
export async function startRuns(
  client: SeaworthyClient,
  {
    workflow,
    given,
    tenant,
    signal,
    onStarted,
  }: {
    workflow: string;
    given: readonly Given[];
    tenant: string;
    signal: AbortSignal;
    onStarted: (run: StartedRun) => void;
  },
): Promise<void> {
  for (const each of given) {
    signal.throwIfAborted();
    try {
      const { run, workflowId, links } = await client.start(workflow, await inputOf(client, each), { tenant });
      onStarted({ run, workflowId, given: each, ...(links.temporal ? { link: links.temporal } : {}) });
    } catch (error) {
      if (!(error instanceof SeaworthyError)) throw error;
      throw new SeaworthyError(error.code, [`${each.filename}:`, error.detail].filter(Boolean).join(' '));
    }
  }
}

/** JSON as it stands; a document by its id. */
async function inputOf(client: SeaworthyClient, { bytes, filename }: Given): Promise<Json> {
  if (isJson(bytes)) return parseJson(bytes.toString(), filename);
  const { id } = await client.upload({ document: bytes, filename });
  return { document: id, filename: filename.slice(0, 200) };
}
