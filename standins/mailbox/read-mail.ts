/** As much of RFC 5322 and MIME as it takes to read what was sent: headers unfolded, the first text part decoded. */
export interface ReadMail {
  headers: Record<string, string>;
  text: string;
  attachments: string[];
}

export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw);
  const parts = partsOf(headers, body);
  const text = parts.find((part) => isText(part.headers) && !filenameOf(part.headers));
  return {
    headers,
    text: text ? decoded(text.headers, text.body).replace(/\r\n/g, '\n').trimEnd() : '',
    attachments: parts.flatMap((part) => filenameOf(part.headers) ?? []),
  };
}

interface Part {
  headers: Record<string, string>;
  body: string;
}

function split(raw: string): Part {
  const end = raw.search(/\r?\n\r?\n/);
  const head = end < 0 ? raw : raw.slice(0, end);
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      decodedWords(line.slice(line.indexOf(':') + 1).trim()),
    ]),
  );
  return { headers, body: end < 0 ? '' : raw.slice(end).replace(/^\r?\n\r?\n/, '') };
}

function partsOf(headers: Part['headers'], body: string): Part[] {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
  if (!boundary) return [{ headers, body }];
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r?\n/, '')))
    .flatMap((part) => partsOf(part.headers, part.body));
}

const isText = (headers: Part['headers']): boolean => /^text\/plain|^$/i.test(headers['content-type'] ?? '');
const filenameOf = (headers: Part['headers']): string | undefined =>
  /filename="?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1];

function decoded(headers: Part['headers'], body: string): string {
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return quotedPrintable(body.replace(/=\r?\n/g, ''));
  return body;
}

const quotedPrintable = (text: string): string =>
  text.replace(/(=[0-9A-F]{2})+/gi, (bytes) => Buffer.from(bytes.replace(/=/g, ''), 'hex').toString('utf8'));

/** RFC 2047; white space between two encoded words does not count. */
const decodedWords = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_word, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replace(/_/g, ' ')),
    );
