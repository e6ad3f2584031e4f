import { escaped } from './escaped';
import type { MapDocument } from './map-document';
import { SIGNED_BY } from './signed-by';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;color:#212529;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}code{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #ced4da;padding:.35rem .5rem;text-align:left;vertical-align:top}
thead th{background:#f1f3f5}svg{max-width:100%;height:auto}.signed td{height:3rem}
@media print{body{margin:0;max-width:none}tr,h2{break-inside:avoid}}`;

/** The document as one HTML file that loads nothing. */
export function toHtml({ title, version, digest, sections }: MapDocument, svg: string): string {
  const head = (cells: readonly string[]): string =>
    `<thead><tr>${cells.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead>`;
  const row = ([first = '', ...rest]: readonly string[]): string =>
    `<tr><th scope="row">${escaped(first)}</th>${rest.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Workflow ${escaped(title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>Workflow ${escaped(title)}</h1>`,
    `<p>Version ${version} of its agent, sha256 <code>${digest}</code>.</p>`,
    svg,
    '<p>Plain lines follow the order of the declaration and the names of branches; dashed ones are exception paths. Ends without a line are reached by what the code of the workflow decides: the desk shows from runs how.</p>',
    ...sections.map(
      (section) =>
        `<h2>${escaped(section.title)}</h2><p>${escaped(section.says)}</p><table>${head(section.head)}<tbody>${section.rows.map(row).join('\n')}</tbody></table>`,
    ),
    `<h2>Signed</h2><p>This is how the process runs, and I answer for it.</p><table class="signed">${head(SIGNED_BY)}<tbody><tr>${SIGNED_BY.map(() => '<td></td>').join('')}</tr></tbody></table>`,
    '</main></body></html>',
    '',
  ].join('\n');
}
