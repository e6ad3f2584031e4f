import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { agents } from '../agents';
import { SeaworthyError } from '../contracts/errors';
import { agentNamed } from '../gateway/workflow-names';
import { maps } from '../workflows/maps';
import { drawMap } from './map/draw-map';
import { mapDocument } from './map/map-document';
import { toHtml } from './map/to-html';
import { toMarkdown } from './map/to-markdown';
import { print, printJson } from './print';

type Format = 'md' | 'svg' | 'html' | 'json';

export function addMap(program: Command): void {
  program
    .command('map')
    .description('draw a workflow, and print it as a document that the owner of the process can sign')
    .argument('<workflow>', 'such as invoice-exceptions')
    .addOption(new Option('--format <format>', 'what to print').choices(['md', 'svg', 'html', 'json']).default('md'))
    .option('--out <folder>', 'write drawing, Markdown and HTML there instead')
    .option('--json', 'the same as --format json')
    .action(show);
}

async function show(
  workflow: string,
  { format, out, json }: { format: Format; out?: string; json?: boolean },
): Promise<void> {
  const agent = agentNamed(agents, workflow);
  const map = maps[workflow]!;
  const document = mapDocument(map, agent);
  if (!out) {
    switch (json ? 'json' : format) {
      case 'md':
        return print(toMarkdown(document));
      case 'svg':
        return print(await drawMap(map));
      case 'html':
        return print(toHtml(document, await drawMap(map)));
      case 'json':
        return printJson(document);
    }
  }
  const svg = await drawMap(map);
  const texts = { svg, md: toMarkdown(document, `${workflow}.svg`), html: toHtml(document, svg) };
  const files = Object.entries(texts).map(([ending, text]) => [join(out, `${workflow}.${ending}`), text] as const);
  try {
    await mkdir(out, { recursive: true });
    for (const [file, text] of files) await writeFile(file, text);
  } catch (error) {
    throw new SeaworthyError('Input.Invalid', `${out} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
  const written = files.map(([file]) => file);
  if (json) printJson({ files: written });
  else print(written.join('\n'));
}
