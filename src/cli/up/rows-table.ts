import Table from 'cli-table3';
import type { CharName } from 'cli-table3';
import Decimal from 'decimal.js';
import { clean } from '../print';
import { standOf } from './row-of';
import type { Row } from './row-of';

const columns = [
  ['input, run', 34, 'left'],
  ['supplier', 19, 'left'],
  ['amount', 13, 'right'],
  ['outcome', 13, 'left'],
  ['path taken', 21, 'left'],
  ['turns', 6, 'right'],
  ['tokens', 7, 'right'],
  ['cost', 7, 'right'],
] as const;

/** 120 columns: what came, what became of it, on which path, and what it took. */
export function rowsTable(rows: readonly Row[]): string {
  const table = new Table({
    head: columns.map(([name]) => name),
    colWidths: columns.map(([, width]) => width),
    colAligns: columns.map(([, , align]) => align),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    chars: frameless,
    wordWrap: true,
  });
  table.push(...rows.map(cells));
  return table.toString().replace(/ +$/gm, '');
}

function cells(row: Row): string[] {
  return [
    `${cut(clean(row.invoice), 33)}\n  ${row.run}`,
    cut(clean(row.supplier ?? '–'), 38),
    row.amount === null ? '–' : `${new Decimal(row.amount).toFixed(2)} ${row.currency}`,
    standOf({ ...row, end: row.outcome }),
    row.branches.join(', ') || (row.status === 'ended' ? 'straight through' : ''),
    String(row.turns),
    String(row.tokens),
    `$${new Decimal(row.usd).toFixed(3)}`,
  ];
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

const sides = ['top', 'bottom', 'left', 'right', 'mid'];
const frameless: Partial<Record<CharName, string>> = Object.fromEntries(
  ['middle', ...sides.flatMap((side) => [side, ...['mid', 'left', 'right'].map((end) => `${side}-${end}`)])].map(
    (name) => [name, ''],
  ),
);
