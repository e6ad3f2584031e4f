import type { BenchReport, CheckReport, ReportTable } from './bench';

/** A Markdown table. */
export function reportText(report: BenchReport | CheckReport): string {
  const { bench, setting, machine } = report;
  const heading = `**${bench}**: ${setting} ${machine.cores} × ${machine.cpu}, Node.js ${machine.node}.`;
  return [heading, '', ...('checks' in report ? checkRows(report) : timeRows(report)), ''].join('\n');
}

function checkRows({ tables = [], checks }: CheckReport): string[] {
  const lines = checks.map(
    ({ what, value, goal, holds }) => `| ${what} | ${value} | ${goal}: ${holds ? 'holds' : 'fails'} |`,
  );
  return [...tables.flatMap(tableRows), '| what | value | goal |', '| --- | ---: | --- |', ...lines];
}

function tableRows({ title, columns, rows }: ReportTable): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`${title}:`, '', line(columns), line(columns.map((_, at) => (at ? '---:' : '---'))), ...rows.map(line), ''];
}

function timeRows({ rows }: BenchReport): string[] {
  const goalOf = ({ goal, holds }: BenchReport['rows'][number]): string =>
    goal === undefined ? '' : `p95 ≤ ${goal} ms: ${holds ? 'holds' : 'fails'}`;
  return [
    '| what | p50 ms | p95 ms | samples | × the bare route | goal |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${row.p50.toFixed(1)} | ${row.p95.toFixed(1)} | ${row.count} | ${row.ratio.toFixed(1)} | ${goalOf(row)} |`,
    ),
  ];
}
