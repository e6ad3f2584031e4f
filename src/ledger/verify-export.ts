import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { SeaworthyError } from '../contracts/errors';
import { KeyError } from '../integrations/keys/key-ring';
import type { Verifier } from '../integrations/keys/key-ring';
import { verifierOf } from '../integrations/keys/verifier-of';
import { toCheckpoint } from './checkpoint';
import { Coverage } from './verify-coverage';
import { isAltered } from './verify-documents';
import type { Report } from './verify-ledger';
import { RunCheck } from './verify-run-check';

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const Row = z.looseObject({});
const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('export'), version: z.literal(1), run: z.string(), at: z.string() }),
  z.object({ type: z.literal('keys'), keys: z.array(z.looseObject({ kty: z.string() })) }),
  z.object({ type: z.literal('checkpoint'), token: z.string() }),
  z.looseObject({ type: z.literal('run'), id: z.string(), seq: z.int(), head: bytes, started_at: z.string() }),
  Row.extend({ type: z.literal('erasure'), at: z.string() }),
  Row.extend({ type: z.literal('approval') }),
  Row.extend({ type: z.literal('claim') }),
  z.object({
    type: z.literal('entry'),
    run: z.string(),
    seq: z.int(),
    source: z.string(),
    kind: z.string(),
    step: z.string().nullable(),
    at: z.string(),
    header: z.string(),
    body: bytes,
    seal: bytes,
  }),
  z.looseObject({ type: z.literal('document'), id: z.string(), bytes }),
]);

export interface ExportReport extends Report {
  run: string;
  /** When it was erased: only headers and what is encrypted under destroyed keys are left. */
  erased: string | null;
  checkpoints: number;
  /** The keys that signatures were held against: the caller's, or those in the file, which whoever made it chose. */
  keys: JSONWebKeySet;
}

/**
 * Verifies what `exportRun` wrote, without a database. `keys` are those you trust; without them the file's own.
 * @throws SeaworthyError `Input.Invalid` for a file that is no export
 */
export async function verifyExport(lines: AsyncIterable<string>, trusted?: JSONWebKeySet): Promise<ExportReport> {
  const coverage = new Coverage();
  const report: ExportReport = {
    run: '',
    erased: null,
    runs: 0,
    entries: 0,
    uncovered: 0,
    checkpoints: 0,
    findings: [],
    keys: trusted ?? { keys: [] },
  };
  let verifier = trusted && verifierOf(trusted);
  let check: RunCheck | undefined;
  for await (const text of lines) {
    if (text === '') continue;
    const line = parse(text);
    switch (line.type) {
      case 'export':
        report.run = line.run;
        break;
      case 'keys':
        if (!trusted) report.keys = { keys: line.keys };
        verifier ??= verifierOf({ keys: line.keys });
        break;
      case 'checkpoint':
        report.checkpoints++;
        if (!verifier || !(await cover(coverage, verifier, line.token)))
          report.findings.push({ what: 'checkpoint', number: report.checkpoints, why: 'missing' });
        break;
      case 'run':
        if (line.id !== report.run) throw notAnExport('it is of two runs');
        check = new RunCheck(line, coverage.runs.get(line.id));
        report.runs = 1;
        break;
      case 'erasure':
        report.erased = line.at;
        break;
      case 'approval':
        check?.approvals.push(line);
        break;
      case 'claim':
        check?.claims.push(line);
        break;
      case 'entry':
        if (line.run !== report.run) throw notAnExport('it is of two runs');
        check?.add(line);
        break;
      case 'document':
        if (isAltered(line)) report.findings.push({ what: 'document', id: line.id });
        break;
    }
  }
  if (!check) throw notAnExport('it holds no run');
  report.entries = check.entries;
  report.uncovered = Math.max(0, check.entries - (coverage.runs.get(report.run)?.seq ?? 0));
  report.findings.push(...check.end());
  return report;
}

async function cover(coverage: Coverage, verifier: Verifier, token: string): Promise<boolean> {
  try {
    coverage.add(toCheckpoint(await verifier.verify('checkpoint', token)));
    return true;
  } catch (error) {
    if (error instanceof KeyError) return false;
    throw error;
  }
}

function parse(text: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    throw notAnExport('a line of it cannot be read');
  }
}

function notAnExport(why: string): SeaworthyError {
  return new SeaworthyError('Input.Invalid', `The file is not an export of a run: ${why}.`);
}
