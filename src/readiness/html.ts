import type { CriterionResult, EvidenceRef, ReadinessReport } from '../contracts/readiness';
import { escaped } from './escaped';
import { PATTERNS, STATES } from './patterns';
import { verdictOf } from './verdict-of';

/** The report as one page that needs nothing else: no script, no font, no address but its own. */
export function readinessHtml(report: ReadinessReport): string {
  const { workflow, environment, at, version, criteria } = report;
  const patterns = [...new Set(criteria.map(({ pattern }) => pattern))];
  const title = escaped(`Readiness of ${workflow} for ${environment}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="verdict ${report.ready ? 'holds' : 'fails'}">${escaped(verdictOf(report))}</p>
<p>Version ${escaped(version)}. Evidence as of <time datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time>.</p>
${patterns
  .map(
    (pattern) =>
      `<section aria-labelledby="${pattern}">\n<h2 id="${pattern}">${escaped(PATTERNS[pattern])}</h2>\n${tableOf(criteria.filter((criterion) => criterion.pattern === pattern))}\n</section>`,
  )
  .join('\n')}
</main>
</body>
</html>
`;
}

function tableOf(criteria: readonly CriterionResult[]): string {
  return `<table>
<thead><tr><th scope="col">Criterion</th><th scope="col">State</th><th scope="col">What the evidence shows</th></tr></thead>
<tbody>
${criteria.map(rowOf).join('\n')}
</tbody>
</table>`;
}

function rowOf({ id, asks, state, says, next, waiver, evidence }: CriterionResult): string {
  const waived = waiver
    ? `<p>Waived by ${escaped(waiver.by)} on ${waiver.since.slice(0, 10)}, until ${waiver.until.slice(0, 10)}: ${escaped(waiver.why)}</p>`
    : '';
  const todo = next === null ? '' : `<p>To do: ${escaped(next)}</p>`;
  const refs =
    evidence.length > 0 ? `<ul>${evidence.map((ref) => `<li>${escaped(told(ref))}</li>`).join('')}</ul>` : '';
  return `<tr><th scope="row">${escaped(asks)}<code>${id}</code></th><td class="${state}">${STATES[state]}</td><td><p>${escaped(says)}</p>${waived}${todo}${refs}</td></tr>`;
}

function told({ what, at, version, stale }: EvidenceRef): string {
  return [
    what,
    ...(at ? [`of ${at.slice(0, 16).replace('T', ' ')} UTC`] : []),
    ...(version ? [`version ${version}`] : []),
    ...(stale ? ['stale'] : []),
  ].join(', ');
}

const STYLE = `
:root { color-scheme: light dark; --line: #8888; --good: #1a7f37; --bad: #c62828; --open: #9a5b00; --waived: #5a4fcf; }
@media (prefers-color-scheme: dark) { :root { --good: #57c272; --bad: #ff8a80; --open: #f0b35a; --waived: #b3aaff; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem }
h1 { line-height: 1.2 }
table { border-collapse: collapse; width: 100% }
th, td { border-top: 1px solid var(--line); padding: .6rem .8rem .6rem 0; text-align: left; vertical-align: top }
tbody th { font-weight: 600; width: 30% }
td:nth-child(2) { width: 9rem; font-weight: 600 }
code { display: block; font-size: .8rem; font-weight: 400 }
p { margin: 0 0 .3rem }
ul { margin: 0; padding-left: 1.1rem; font-size: .85rem }
.verdict { font-size: 1.15rem; font-weight: 600 }
.holds { color: var(--good) } .fails { color: var(--bad) } .no-evidence { color: var(--open) } .waived { color: var(--waived) }
td p, td ul { overflow-wrap: anywhere }
@media print { main { padding: 0 } tr { break-inside: avoid } }
`;
