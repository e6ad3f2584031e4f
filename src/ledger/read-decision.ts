import type { DecisionKind, GateKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { decodeBody } from './encode';
import type { Ledger } from './ledger';

/** A person's decision as the ledger holds it. Its signature is checked here once decisions are signed. */
export interface Decision {
  decision: DecisionKind;
  gate: GateKind;
  /** Digest of the arguments that were shown. */
  digest: string;
  tool: string;
  /** The call that was asked about. */
  call?: string;
  by: string;
  reason: string;
  args?: Json;
  answer?: Json;
}

interface Row {
  decision: DecisionKind;
  gate: GateKind;
  digest: string;
  tool: string;
  asked: Buffer;
  body: Buffer;
}

/** The decision on an approval that this incarnation of the run has asked for, or undefined while there is none. */
export async function readDecision(ledger: Ledger, run: string, approval: string): Promise<Decision | undefined> {
  const { rows } = await ledger.pool.query<Row>(
    `select a.decision, a.gate, a.digest, a.tool, asked.body as asked, e.body
     from approvals a join runs r on r.id = a.run
     join entries e on e.run = a.run and e.seq = a.decided_seq
     join entries asked on asked.run = a.run and asked.seq = a.asked_seq
     where a.id = $2 and a.run = $1 and a.status in ('decided', 'taken') and split_part(asked.source, ':', 1)::int = r.incarnation`,
    [run, approval],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { decision, gate, digest, tool } = row;
  const asked = decodeBody(row.asked) as { call?: string } | null;
  const said = decodeBody(row.body) as { by: string; reason: string; args?: Json; answer?: Json };
  return { decision, gate, digest, tool, ...(asked?.call === undefined ? {} : { call: asked.call }), ...said };
}
