import Table from 'cli-table3';
import type { ChaosReport } from './run-chaos';

export function reportText(report: ChaosReport): string {
  const table = (head: string[], rows: (string | number)[][]): string => {
    const made = new Table({ head, style: { head: [], border: [] } });
    made.push(...rows);
    return made.toString();
  };
  const { seed, runs, kills, seconds, struck, ends, spend, findings } = report;
  return [
    table(['what was done', 'times'], struck),
    table(['end', 'runs'], Object.entries(ends)),
    table(
      ['held against each other', ''],
      [
        ['vouchers in the books', report.vouchers],
        ['drafts left over, never committed', report.draftsLeft],
        ['mails, each Message-ID once', report.messages],
        ['of those, came again under the same Message-ID', report.deliveredTwice],
        ['questions put to people', report.approvals],
        ['answers of the model', spend.answers],
        ['thoughts in the ledger', spend.thoughts],
        ['answers lost with who had asked', spend.lost],
        ['USD counted by the model', spend.counted],
        ['USD in thoughts', spend.recorded],
        ['USD drawn from budgets', spend.drawn],
        ['events of Temporal replayed', report.events],
      ],
    ),
    ...findings.map(({ run, what }) => `${run ?? '-'}: ${what}`),
    `${runs} runs, ${kills} kills, ${findings.length} findings, ${seconds} s, seed ${seed}`,
    '',
  ].join('\n');
}
