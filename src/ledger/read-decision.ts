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
  by: string;
  reason: string;
  args?: Json;
  answer?: Json;
}

/** The decision on an approval of this run, or undefined while there is none. */
export async function readDecision(ledger: Ledger, run: string, approval: string): Promise<Decision | undefined> {
  const { rows } = await ledger.pool.query<{ decision: DecisionKind; gate: GateKind; digest: string; body: Buffer }>(
    `select a.decision, a.gate, a.digest, e.body from approvals a join entries e on e.run = a.run and e.seq = a.decided_seq
     where a.id = $2 and a.run = $1 and a.status in ('decided', 'taken')`,
    [run, approval],
  );
  const row = rows[0];
  return (
    row && {
      decision: row.decision,
      gate: row.gate,
      digest: row.digest,
      ...(decodeBody(row.body) as { by: string; reason: string; args?: Json; answer?: Json }),
    }
  );
}
