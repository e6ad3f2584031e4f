import PostalMime from 'postal-mime';

export interface Attachment {
  filename: string | undefined;
  mediaType: string;
  bytes: Uint8Array;
}

/** A message as it came. Header names are lower case; of one that comes twice the first counts. */
export interface Message {
  headers: ReadonlyMap<string, string>;
  from: string | undefined;
  messageId: string | undefined;
  attachments: Attachment[];
}

/** Reads a message, lenient as mail is: what cannot be read of it is missing. */
export async function readMessage(source: Uint8Array): Promise<Message> {
  const { headers, from, messageId, attachments } = await PostalMime.parse(source, {
    attachmentEncoding: 'arraybuffer',
  });
  return {
    headers: new Map([...headers].reverse().map(({ key, value }) => [key.toLowerCase(), value])),
    from: from?.address,
    messageId,
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? undefined,
      mediaType: mimeType.toLowerCase(),
      bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
  };
}
