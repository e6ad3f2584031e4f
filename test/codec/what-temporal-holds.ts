import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '../../client';
import { startGateway } from '../../src/gateway/start-gateway';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { startReviewerStandIn } from '../../standins/reviewer/start-reviewer-stand-in';
import { readSamples, startInvoiceStack } from '../helpers/invoices';
import { foundIn, textsOf, withoutIds } from './search-bytes';

export interface Held {
  /** The database of the Temporal server and its write-ahead log, while it runs and after it has ended. */
  bytes: Buffer;
  /** Each with the ends of its run. */
  histories: { file: string; end: string | undefined; events: object[] }[];
}

/** What is in the sample invoices, and the names of their files. */
export function invoiceTexts(): string[] {
  const texts = readSamples().flatMap(({ bytes, file }) => [...textsOf(bytes.toString()), file]);
  return [...new Set(texts)].filter((text) => !/^(true|false)$/.test(text)); // the SDK's own notes of patches say these
}

export const textsIn = ({ bytes }: Held): string[] => foundIn(withoutIds(bytes), invoiceTexts());

/** Puts the samples through on a server with a database file, with an ERP that fails now and then, and people who send what nobody asked for. */
export async function putThrough(): Promise<Held> {
  const samples = readSamples();
  const dbFilename = path.join(process.env['SEAWORTHY_TEST_FOLDER']!, `temporal-${randomUUID()}.db`);
  const filesNow = (): Buffer[] =>
    [dbFilename, `${dbFilename}-wal`].flatMap((file) => (existsSync(file) ? [readFileSync(file)] : []));
  const stack = await startInvoiceStack(samples, { dbFilename });
  const done: (() => Promise<unknown>)[] = [() => stack.close()];
  try {
    stack.erp.faults.set([
      { match: { method: 'GET' }, kind: '503', rate: 0.1, times: 3 },
      { match: { method: 'GET' }, kind: 'timeout', rate: 0.1, times: 1 },
    ]);
    await stack.startWorker();
    const keys = await openFileKeyRing(stack.env['SEAWORTHY_KEYS']!);
    const gateway = await startGateway({ ledger: stack.ledger, temporal: stack.client, keys });
    done.push(() => gateway.close());
    const reviewer = startReviewerStandIn({ url: gateway.url });
    done.push(() => reviewer.close());
    const client = createClient({ url: gateway.url, as: 'starter' });

    const started = [];
    for (const { bytes, file } of samples) {
      const run = await client.start('invoice-exceptions', { document: bytes, filename: file });
      const handle = stack.client.workflow.getHandle(run.workflowId);
      await handle.signal('decided', { approval: bytes.toString().slice(0, 2_000) });
      started.push({ file, run: run.run, handle });
    }
    const [first] = started;
    // Refused, with or without an event.
    await first!.handle.executeUpdate('decide', { args: [{ approval: first!.file }] }).catch(() => undefined);
    await first!.handle.query('report').catch(() => undefined);
    const histories: Held['histories'] = [];
    for (const { file, run, handle } of started) {
      const result = await client.result(run, { timeoutMs: 120_000 });
      histories.push({ file, end: result?.end, events: (await handle.fetchHistory()).events! });
    }
    const running = filesNow();
    for (const close of done.splice(0).reverse()) await close();
    return { bytes: Buffer.concat([...running, ...filesNow()]), histories };
  } finally {
    for (const close of done.reverse()) await close();
  }
}
