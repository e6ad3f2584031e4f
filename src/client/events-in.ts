/** A server-sent event. */
export interface Told {
  event: string;
  id: number | undefined;
  data: unknown;
}

/** The gateway writes each field on one line. */
export async function* eventsIn(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Told> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader(); // not every browser can iterate over a stream
  try {
    let rest = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const blocks = (rest + read.value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const [event, data, id] = [field('event'), field('data'), field('id')];
        if (event && data) yield { event, data: JSON.parse(data) as unknown, id: id ? Number(id) : undefined };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
