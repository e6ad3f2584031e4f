import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from './answers';

// What agents look up items in, in a process of its own: answers at once.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { size } = JSON.parse(Buffer.concat(chunks).toString()) as { size: number };
    const text = JSON.stringify({ result: textOf(size) });
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  process.send!({ value: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
