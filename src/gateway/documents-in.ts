import type { DocumentOrigin } from '../contracts/http';
import type { Entry } from '../contracts/entry';
import type { Json } from '../contracts/json';

const DOCUMENT = /^sha256:[0-9a-f]{64}$/;

/**
 * The stored documents of a run: what its steps were given, and what its tools made. From calls of the map and from results, never from what a
 * model said.
 */
export function documentsIn(entries: readonly Entry[]): Map<string, DocumentOrigin> {
  const found = new Map<string, DocumentOrigin>();
  const note = (body: Json, origin: DocumentOrigin): void => {
    for (const id of idsIn(body)) if (!found.has(id)) found.set(id, origin);
  };
  for (const { kind, header, body } of entries) {
    if (kind === 'call-asked') note(body, 'received');
    else if (kind === 'result' && header.outcome === 'done') note(body, 'made');
  }
  return found;
}

function idsIn(body: Json): string[] {
  if (typeof body === 'string') return DOCUMENT.test(body) ? [body] : [];
  return typeof body === 'object' && body !== null ? Object.values(body).flatMap(idsIn) : [];
}
