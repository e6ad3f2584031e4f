import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { MapData, MapStep } from '../../contracts/map';
import { BOX, graphOf, layoutIn } from '../../drawing/graph-of';
import type { Layout } from '../../drawing/graph-of';
import { declaredWays } from './declared-ways';
import { escaped } from './escaped';

const colours: Readonly<Record<MapStep['kind'], string>> = {
  system: '#0b7285',
  agent: '#9c36b5',
  human: '#f08c00',
  decision: '#099268',
  delegate: '#5f3dc4',
  end: '#868e96',
};
const ORDINARY = '#495057';
const EXCEPTION = '#d9480f';
const GAP = 24;

/** The map as a drawing that needs nothing else: SVG. Exception paths are dashed. */
export async function drawMap(map: MapData): Promise<string> {
  const ways = declaredWays(map);
  const joined = new Set(ways.flatMap(({ from, to }) => [from, to]));
  const steps = Object.keys(map.steps);
  const placed = await new ELK().layout<ElkNode>(
    graphOf(
      steps.filter((step) => joined.has(step)),
      ways,
    ),
  );
  const layout = layoutIn(placed, ways);
  const { lines } = layout;
  const apart = inRows(
    steps.filter((step) => !joined.has(step)),
    layout,
  );
  const boxes = [...layout.boxes, ...apart];
  const width = Math.max(0, ...boxes.map(({ x }) => x + BOX.width), layout.width);
  const height = Math.max(layout.height, ...boxes.map(({ y }) => y + BOX.height));
  const marker = (name: string, colour: string): string =>
    `<marker id="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="${colour}"/></marker>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${width + 8} ${height + 8}" width="${width + 8}" height="${height + 8}" font-family="system-ui, sans-serif" role="img">`,
    `<title>Steps of ${escaped(map.name)} and the ways between them. The tables say the same.</title>`,
    `<defs>${marker('ordinary', ORDINARY)}${marker('exception', EXCEPTION)}</defs>`,
    ...lines.map(
      ({ way: { exception }, points }) =>
        `<polyline points="${points}" fill="none" stroke="${exception ? EXCEPTION : ORDINARY}" stroke-width="1.5"${exception ? ' stroke-dasharray="5 4"' : ''} marker-end="url(#${exception ? 'exception' : 'ordinary'})"/>`,
    ),
    ...boxes.map(({ step, x, y }) => {
      const { kind } = map.steps[step]!;
      return `<g transform="translate(${x} ${y})"><rect width="${BOX.width}" height="${BOX.height}" rx="8" fill="#fff" stroke="#ced4da"/><rect width="5" height="${BOX.height}" rx="2" fill="${colours[kind]}"/><text x="16" y="26" font-size="14" font-weight="600" fill="#212529">${escaped(step)}</text><text x="16" y="46" font-size="12" fill="#495057">${kind}</text></g>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

/** Below the rest: what only the code of the workflow leads to. */
function inRows(
  steps: readonly string[],
  { width, height }: { width: number; height: number },
): Layout<unknown>['boxes'] {
  const perRow = Math.max(1, Math.floor(width / (BOX.width + GAP)));
  return steps.map((step, index) => ({
    step,
    x: GAP / 2 + (index % perRow) * (BOX.width + GAP),
    y: height + GAP * 2 + Math.floor(index / perRow) * (BOX.height + GAP),
  }));
}
