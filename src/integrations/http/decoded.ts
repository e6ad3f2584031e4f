/** The text of an answer, by the encoding given or the one that its content type names; UTF-8 where there is none that we know. */
export function decoded(bytes: ArrayBuffer, contentType: string | null, encoding?: string): string {
  const label = encoding ?? /;\s*charset="?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
