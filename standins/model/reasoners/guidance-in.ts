import { blocksOf } from '../count-tokens';
import type { MessagesRequest } from '../messages-api';

/** What it is told of corrections: the lines of its instructions that name their guidance. */
export function guidanceIn({ system = '' }: MessagesRequest): string[] {
  const text = blocksOf(system)
    .map((block) => (block.type === 'text' ? block.text : ''))
    .join('\n');
  return [...text.matchAll(/^- \[(g-[0-9a-f]{8}@\d+)\] (.*)$/gm)].map(([, , told]) => told!);
}
