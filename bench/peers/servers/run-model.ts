import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo } from './answers';
import type { Block } from './answers';
import { cpuOf } from '../cpu-of';

// The model, in a process of its own: answers at once, streamed where it is asked to. It also notes when each turn of a run began, and what the
// processes it is told to watch had used by then.

/** `came` and `went`: looking takes a moment, which is nobody's. */
interface Mark {
  turn: number;
  came: number;
  went: number;
  cpu: number;
}

let marks: Mark[] = [];
let watched: { pids: number[]; turns: readonly number[] } | undefined;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const { turn, content } = answerTo(body);
    if (watched?.turns.includes(turn)) marks.push(markOf(turn, watched.pids));
    const stop = content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
    const usage = { input_tokens: body.length >> 2, output_tokens: 42 };
    const id = `msg_${Math.random().toString(36).slice(2, 14)}`;
    const message = { id, type: 'message', role: 'assistant', model: 'claude-haiku-5-5', stop_sequence: null };
    const streamed = body.includes('"stream":true');
    const text = streamed
      ? streamOf(message, content, stop, usage)
      : JSON.stringify({ ...message, content, stop_reason: stop, usage });
    response
      .writeHead(200, {
        'content-type': streamed ? 'text/event-stream' : 'application/json',
        'content-length': Buffer.byteLength(text),
        'request-id': `req_${id}`,
      })
      .end(text);
  });
});

function markOf(turn: number, pids: readonly number[]): Mark {
  const came = performance.now();
  const cpu = cpuOf(pids);
  return { turn, came, cpu, went: performance.now() };
}

function streamOf(message: object, content: readonly Block[], stop: string, usage: object): string {
  const blocks = content.flatMap((block, index) => {
    const { input, text } = block;
    const delta =
      block.type === 'text'
        ? { type: 'text_delta', text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(input) };
    const begun = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
    return [
      { type: 'content_block_start', index, content_block: begun },
      { type: 'content_block_delta', index, delta },
      { type: 'content_block_stop', index },
    ];
  });
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } },
    ...blocks,
    { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 42 } },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  process.send!({ value: (server.address() as AddressInfo).port });
});
process.on('message', (message: { command: 'watch'; pids: number[]; turns: number[] } | { command: 'marks' }) => {
  if (message.command === 'watch') {
    marks = [];
    watched = message;
    process.send!({ value: true });
  } else {
    watched = undefined;
    process.send!({ value: marks });
  }
});
process.on('disconnect', () => process.exit(0));
