import ELK from 'elkjs/lib/elk-api.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { graphOf, layoutIn } from '../../src/drawing/graph-of';
import type { Layout } from '../../src/drawing/graph-of';
import type { Way } from './ways-of';

let elk: InstanceType<typeof ELK> | undefined;

/** Places steps and ways, from top to bottom, outside the thread that paints. */
export async function layoutOf(steps: readonly string[], ways: readonly Way[]): Promise<Layout<Way>> {
  elk ??= new ELK({ workerUrl });
  return layoutIn(await elk.layout<ElkNode>(graphOf(steps, ways)), ways);
}
