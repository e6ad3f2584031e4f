import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Invoice } from '../../contracts/invoice';
import type { ErpSeed } from '../../../standins/erp/erp-seed';
import type { Scenario } from '../../../standins/erp/seeding/scenario';
import { seedFromInvoices } from '../../../standins/erp/seeding/seed-from-invoices';
import type { Given } from './given';
import { scenarioIn } from './scenario-in';

/** With this one the samples, and the examples that the public test suites share, take every path there is; test/up holds it. */
const SEED = 29;

interface Known {
  invoice: Invoice;
  scenario: Scenario | null;
}

/**
 * Books in which each invoice meets a scenario: the one that its file name begins with, as those of the samples do, else one dealt from a
 * mix. They hold what earlier starts were given too, in the same order and hence under the same numbers: a run that has waited since then
 * must find its supplier and order again.
 */
export async function booksFor(state: string, given: readonly Given[]): Promise<ErpSeed> {
  const file = join(state, 'books.json');
  const known = await knownFrom(file);
  const texts = new Set(known.map(({ invoice }) => JSON.stringify(invoice)));
  for (const { invoice, filename } of given) {
    if (!invoice || texts.has(JSON.stringify(invoice))) continue;
    texts.add(JSON.stringify(invoice));
    known.push({ invoice, scenario: scenarioIn(filename) ?? null });
  }
  const { seed, scenarioOf } = seedFromInvoices(
    known.map(({ invoice }) => invoice),
    { scenarios: known.map(({ scenario }) => scenario ?? undefined), seed: SEED },
  );
  const settled = known.map(({ invoice }, index) => ({ invoice, scenario: scenarioOf[index]?.scenario ?? null }));
  await writeFile(file, JSON.stringify(settled));
  return seed;
}

async function knownFrom(file: string): Promise<Known[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Known[];
  } catch {
    return []; // the first start, or one that was cut off: nothing real is lost
  }
}
