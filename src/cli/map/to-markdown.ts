import type { MapDocument } from './map-document';
import { SIGNED_BY } from './signed-by';

/** The document as Markdown. `drawing` is where the SVG is, if there is one. */
export function toMarkdown({ title, version, digest, sections }: MapDocument, drawing?: string): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(inCell).join(' | ')} |`;
  return [
    `# Workflow ${title}`,
    `Version ${version} of its agent, sha256 \`${digest}\`.`,
    ...(drawing ? [`![The map of ${title}](${drawing})`] : []),
    ...sections.flatMap(({ title: heading, says, head, rows }) => [
      `## ${heading}`,
      says,
      [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n'),
    ]),
    '## Signed',
    'This is how the process runs, and I answer for it.',
    [row(SIGNED_BY), row(SIGNED_BY.map(() => '---')), row(SIGNED_BY.map(() => ' '))].join('\n'),
    '',
  ].join('\n\n');
}

function inCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
