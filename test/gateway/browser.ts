import { call } from '../helpers/call';
import type { Answer } from '../helpers/call';

interface Cookie {
  name: string;
  value: string;
  path: string;
}

export interface Page extends Answer {
  url: string;
}

/** What of a browser matters to signing in: it keeps cookies, of a host whatever the port, and follows redirects. */
export class Browser {
  readonly #cookies: Cookie[] = [];

  /** Where it came to; or, with `until`, the redirect to such an address, not followed. */
  async open(url: string, { form, until }: { form?: Record<string, string>; until?: string } = {}): Promise<Page> {
    for (let [at, sent] = [new URL(url), form]; ; sent = undefined) {
      const answer = await this.#ask(at, sent);
      const { location } = answer.headers;
      const next = location && answer.status >= 300 && answer.status < 400 ? new URL(location, at) : undefined;
      if (!next || (until && next.href.startsWith(until))) return { ...answer, url: (next ?? at).href };
      at = next;
    }
  }

  /** Signs in at the provider, as whoever, where it asks for that; then as `open`. */
  async signIn(
    gateway: string,
    as: string,
    { to = '/v1/me', until }: { to?: string; until?: string } = {},
  ): Promise<Page> {
    const stop = until ? { until } : {};
    let page = await this.open(`${gateway}/sign-in?return_to=${encodeURIComponent(to)}`, stop);
    for (let step = 0; step < 2 && page.text.includes('name="prompt"'); step++) {
      const prompt = /name="prompt" value="(\w+)"/.exec(page.text)![1]!;
      page = await this.open(page.url, { form: { prompt, login: as, password: 'any' }, ...stop });
    }
    return page;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.name.startsWith(name))?.value;
  }

  /** Puts another value in the place of a cookie's. */
  plant(name: string, value: string): void {
    this.#cookies.find((cookie) => cookie.name.startsWith(name))!.value = value;
  }

  async #ask(at: URL, form: Record<string, string> | undefined): Promise<Answer> {
    const held = this.#cookies.filter(({ path }) => at.pathname.startsWith(path));
    const cookie = held.map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await call(at.origin, `${at.pathname}${at.search}`, {
      method: form ? 'POST' : 'GET',
      headers: {
        host: at.host,
        accept: 'text/html,application/problem+json',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': form ? 'same-origin' : 'cross-site',
        ...(cookie ? { cookie } : {}),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded', origin: at.origin } : {}),
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    });
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as unknown as [string, string, string];
    const path = /; *path=([^;]*)/i.exec(line)?.[1] ?? '/';
    const at = this.#cookies.findIndex((cookie) => cookie.name === name && cookie.path === path);
    if (at >= 0) this.#cookies.splice(at, 1);
    if (value) this.#cookies.push({ name, value, path });
  }
}
