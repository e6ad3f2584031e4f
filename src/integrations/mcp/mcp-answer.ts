import type { CallToolResult } from '@modelcontextprotocol/client';
import { z } from 'zod';
import type { Json } from '../../contracts/json';
import { personal } from '../../contracts/personal';

/** What is not text is told of and not passed on. */
const Attachment = z.object({
  type: z.string(),
  mimeType: z.string().optional(),
  name: z.string().optional(),
  uri: z.string().optional(),
  bytes: z.int().optional(),
});

/** The answer of a tool: structured content where there is any, which the text then only repeats. */
export const McpAnswer = z.object({
  text: personal('text').optional(),
  structured: z.json().optional(),
  attachments: z.array(Attachment).optional(),
});
export type McpAnswer = z.infer<typeof McpAnswer>;

export function answerIn({ content, structuredContent }: CallToolResult): McpAnswer {
  const attachments = content.flatMap((block) => attachmentIn(block) ?? []);
  const text = textIn(content);
  return {
    ...(structuredContent === undefined ? {} : { structured: structuredContent as Json }),
    ...(structuredContent === undefined && (text || attachments.length === 0) ? { text } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

export function textIn(content: CallToolResult['content']): string {
  const texts = content.flatMap((block) => {
    if (block.type === 'text') return [block.text];
    return block.type === 'resource' && 'text' in block.resource ? [block.resource.text] : [];
  });
  return texts.join('\n');
}

function attachmentIn(block: CallToolResult['content'][number]): z.infer<typeof Attachment> | undefined {
  switch (block.type) {
    case 'text':
      return undefined;
    case 'image':
    case 'audio':
      return { type: block.type, mimeType: block.mimeType, bytes: bytesOf(block.data) };
    case 'resource_link':
      return {
        type: block.type,
        name: block.name,
        uri: block.uri,
        ...(block.mimeType ? { mimeType: block.mimeType } : {}),
      };
    case 'resource': {
      const { uri, mimeType, ...resource } = block.resource;
      return {
        type: block.type,
        uri,
        ...(mimeType ? { mimeType } : {}),
        ...('blob' in resource ? { bytes: bytesOf(resource.blob) } : {}),
      };
    }
    default: // kinds of content that the protocol does not know yet
      return { type: String((block as { type: unknown }).type) };
  }
}

function bytesOf(base64: string): number {
  return Math.floor((base64.length * 3) / 4);
}
