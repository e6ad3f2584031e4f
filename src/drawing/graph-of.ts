import type { ElkNode } from 'elkjs/lib/elk-api.js';

export const BOX = { width: 176, height: 62 } as const;

export interface Layout<Way> {
  width: number;
  height: number;
  boxes: { step: string; x: number; y: number }[];
  lines: { way: Way; points: string }[];
}

/** Steps and ways as ELK wants them: layered, from top to bottom. */
export function graphOf(steps: readonly string[], ways: readonly { from: string; to: string }[]): ElkNode {
  return {
    id: 'map',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.spacing.nodeNode': '24',
      'elk.spacing.edgeNode': '14',
      'elk.spacing.edgeEdge': '10',
      'elk.layered.spacing.nodeNodeBetweenLayers': '34',
      'elk.layered.spacing.edgeNodeBetweenLayers': '14',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
    },
    children: steps.map((id) => ({ id, ...BOX })),
    edges: ways.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  };
}

/** Where ELK has placed them. */
export function layoutIn<Way>(placed: ElkNode, ways: readonly Way[]): Layout<Way> {
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    boxes: (placed.children ?? []).map(({ id, x = 0, y = 0 }) => ({ step: id, x, y })),
    lines: (placed.edges ?? []).map(({ id, sections = [] }) => ({
      way: ways[Number(id)]!,
      points: sections
        .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
        .map(({ x, y }) => `${x},${y}`)
        .join(' '),
    })),
  };
}
