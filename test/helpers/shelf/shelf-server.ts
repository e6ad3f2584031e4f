import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a route behaves, once or always: set by tests while the server runs. */
export interface Behaviour {
  path: string;
  /** Answer this status without an effect. */
  status?: number;
  retryAfter?: number;
  /** Wait before the answer; the effect is done first. */
  delayMs?: number;
  /** Destroy the socket after the effect. */
  loseAnswer?: boolean;
  times?: number;
}

export interface Shelf {
  url: string;
  /** Effects by kind: what really happened. */
  effects: { put: string[]; push: string[]; drafts: string[]; committed: string[] };
  reads: number;
  /** Every request as it came: milliseconds since the epoch. */
  requests: { path: string; at: number; refused: boolean }[];
  /** Requests that would change something, as they came: milliseconds since the epoch. */
  writes: { path: string; at: number }[];
  /** Returns what ends it. */
  behave(behaviour: Behaviour): () => void;
  /** Settles when a request for this path has arrived. */
  arrived(path: string): Promise<void>;
  close(): Promise<void>;
}

/** A small system over a real socket, for tests of the engine: one read, and one write of each kind. */
export async function startShelf(port = 0): Promise<Shelf> {
  const effects: Shelf['effects'] = { put: [], push: [], drafts: [], committed: [] };
  const drafts = new Map<string, { id: string; reference: string; committed: boolean }>();
  let behaviours: Behaviour[] = [];
  let waiting: { path: string; resolve: () => void }[] = [];
  const shelf: Shelf = {
    url: '',
    effects,
    reads: 0,
    requests: [],
    writes: [],
    behave: (behaviour) => {
      const arranged = { ...behaviour };
      behaviours.push(arranged);
      return () => void (behaviours = behaviours.filter((each) => each !== arranged));
    },
    arrived: (path) => new Promise((resolve) => void waiting.push({ path, resolve })),
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };

  const effect = (method: string, url: URL, body: Record<string, string>, key: string): unknown => {
    const { pathname } = url;
    if (method === 'GET' && pathname.startsWith('/items/')) {
      shelf.reads += 1;
      return { item: pathname.slice('/items/'.length), text: 'x'.repeat(Number(url.searchParams.get('bytes') ?? 10)) };
    }
    if (pathname === '/put') {
      if (!effects.put.includes(key)) effects.put.push(key);
      return { id: key };
    }
    if (pathname === '/push') return { id: `push-${effects.push.push(body['item']!)}` };
    if (pathname === '/drafts' && method === 'POST') {
      const id = `draft-${effects.drafts.push(body['reference']!)}`;
      drafts.set(id, { id, reference: body['reference']!, committed: false });
      return { id };
    }
    if (pathname === '/drafts')
      return [...drafts.values()].filter(({ reference }) => reference === url.searchParams.get('reference'));
    if (pathname === '/commit') {
      const draft = drafts.get(body['id']!)!;
      if (!draft.committed) effects.committed.push(draft.reference);
      draft.committed = true;
      return { id: draft.id };
    }
    return { error: 'no such route' };
  };

  const server = createServer((request, response) => {
    if (request.method !== 'GET') shelf.writes.push({ path: request.url!, at: Date.now() });
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://shelf');
      const arrivedHere = waiting.filter(({ path }) => url.pathname.startsWith(path));
      waiting = waiting.filter((each) => !arrivedHere.includes(each));
      for (const { resolve } of arrivedHere) resolve();
      const behaviour = behaviours.find(({ path }) => url.pathname.startsWith(path));
      shelf.requests.push({ path: url.pathname, at: Date.now(), refused: behaviour?.status !== undefined });
      if (behaviour?.times !== undefined && --behaviour.times <= 0)
        behaviours = behaviours.filter((each) => each !== behaviour);
      if (behaviour?.status) {
        response
          .writeHead(
            behaviour.status,
            behaviour.retryAfter === undefined ? {} : { 'retry-after': String(behaviour.retryAfter) },
          )
          .end('{"error":"arranged"}');
        return;
      }
      const answer = effect(
        request.method!,
        url,
        text ? (JSON.parse(text) as Record<string, string>) : {},
        request.headers['idempotency-key']?.toString() ?? '',
      );
      setTimeout(() => {
        if (behaviour?.loseAnswer) request.socket.destroy();
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      }, behaviour?.delayMs ?? 0);
    });
  });
  server.keepAliveTimeout = 120_000; // a socket that was closed while idle would hide a late second request
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  shelf.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return shelf;
}
