// Pure; draws with ELK in this process.
import { agents } from '../../src/agents';
import { drawMap } from '../../src/cli/map/draw-map';
import { mapDocument } from '../../src/cli/map/map-document';
import { toHtml } from '../../src/cli/map/to-html';
import { toMarkdown } from '../../src/cli/map/to-markdown';
import { maps } from '../../src/workflows/maps';

describe.each(Object.keys(maps))('the map of %s', (name) => {
  const map = maps[name]!;
  const agent = agents[name]!;
  const document = mapDocument(map, agent);
  const rowsOf = (title: string): string[] =>
    document.sections.find((section) => section.title === title)!.rows.map(([first]) => first!);

  it('is told whole: every step, decision and end, and every exception path', () => {
    const told = ['Steps', 'Decisions', 'Ends'].flatMap(rowsOf);
    expect(told.sort()).toEqual(Object.keys(map.steps).sort());
    const paths = Object.values(map.steps).flatMap((step) =>
      step.kind === 'human' ? [] : Object.keys(step).filter((key) => key.startsWith('on')),
    );
    expect(rowsOf('Exception paths')).toHaveLength(paths.length);
  });

  it('names somebody who answers for each step', () => {
    const steps = document.sections.find(({ title }) => title === 'Steps')!;
    for (const row of steps.rows) expect(row.at(-1)).toMatch(/^[a-z]/);
  });

  it('is drawn whole, and the file loads nothing', async () => {
    const svg = await drawMap(map);
    for (const step of Object.keys(map.steps)) expect(svg).toContain(`>${step}</text>`);
    const html = toHtml(document, svg);
    expect(html).toContain('Signature');
    expect(html).not.toMatch(/<script|<link|<img|src=|url\((?!#)|@import/);
  });
});

it('has another digest when anything of it has changed', () => {
  const name = 'invoice-exceptions';
  const [map, agent] = [maps[name]!, agents[name]!];
  const { digest } = mapDocument(map, agent);
  expect(mapDocument(map, agent).digest).toBe(digest);
  const lax = { ...map, steps: { ...map.steps, triage: { ...map.steps['triage']!, within: '9 days' } } } as typeof map;
  expect(mapDocument(lax, agent).digest).not.toBe(digest);
  expect(mapDocument(map, { ...agent, instructions: 'Pay.' }).digest).not.toBe(digest);
});

it('keeps text out of the form of the document', () => {
  const section = { title: 'T', says: 's', head: ['a'], rows: [['<b>|\n</b>']] };
  const document = { title: 't', digest: 'd', version: 1, sections: [section] };
  expect(toMarkdown(document)).toContain('| <b>\\| </b> |');
  expect(toHtml(document, '')).toContain('&lt;b&gt;');
});
