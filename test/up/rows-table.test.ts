// Pure: no server, no database.
import type { Row } from '../../src/cli/up/row-of';
import { rowsTable } from '../../src/cli/up/rows-table';

const row: Row = {
  invoice: `${'long-name-of-a-file-'.repeat(4)}.xml`,
  supplier: 'A Supplier whose Name has no End & Sons, Grandsons and Great-Grandsons GmbH & Co. KGaA',
  amount: '-123456789.5',
  currency: 'EUR',
  status: 'waiting',
  outcome: null,
  step: 'post',
  role: 'controller',
  branches: ['bank-changed', 'exception', 'resolve', 'supplier-contact answers'],
  path: [],
  turns: 12,
  tokens: 999_999,
  usd: '12.3456',
  model: 'stand-in',
  run: `run_${'0'.repeat(26)}`,
  workflowId: 'invoice-a-1',
  link: null,
};

it('fits 120 columns, names the whole run, and aligns money to the right', () => {
  const lines = rowsTable([row, { ...row, amount: '1', invoice: 'a.xml' }]).split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  expect(lines.join('\n')).toContain(row.run);
  expect(lines.join('\n')).toContain('waits for');
  const ends = lines.flatMap((line) => (/\d\.\d\d EUR/.test(line) ? [line.indexOf(' EUR')] : []));
  expect(new Set(ends).size).toBe(1);
});

it('does not let a supplier steer the terminal', () => {
  expect(rowsTable([{ ...row, supplier: 'Evil\u001b[2J' }])).not.toContain('\u001b');
});
