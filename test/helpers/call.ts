import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The code of a problem. */
  code: string | undefined;
  /** Cookies that were set, by name; an empty one was taken away. */
  cookies: Map<string, string>;
}

/** One request as it is: fetch would tidy its path, and choose Host and Sec-Fetch-* itself. */
export async function call(
  url: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const isProblem = answer.headers['content-type']?.startsWith('application/problem+json');
        const code = isProblem ? (JSON.parse(text) as { code: string }).code : undefined;
        const pairs = (answer.headers['set-cookie'] ?? []).map(
          (cookie) => cookie.split(';')[0]!.split('=') as [string, string],
        );
        resolve({ status: answer.statusCode!, headers: answer.headers, text, code, cookies: new Map(pairs) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
