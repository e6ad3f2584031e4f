import type { Ledger } from './ledger';

/** Keeps an answer that did not fit, whole. */
export async function putQuarantine(
  ledger: Ledger,
  item: { run: string; step: string; tool: string; system: string; answer: string },
): Promise<void> {
  await ledger.pool.query('insert into quarantine (run, step, tool, system, answer) values ($1, $2, $3, $4, $5)', [
    item.run,
    item.step,
    item.tool,
    item.system,
    Buffer.from(item.answer),
  ]);
}
