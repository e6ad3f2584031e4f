import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Person } from '../../contracts/http';
import type { Gateway } from '../create-gateway';
import type { Caller } from '../identity/caller';
import { escaped } from '../identity/escaped';
import { returnTo } from '../identity/return-to';
import type { Sessions } from '../identity/sessions';
import { refuseCrossSite } from '../identity/site';
import { parseAs } from '../invalid';
import { pagePolicy } from '../set-headers';

const Picked = z.object({ as: Person, return_to: z.string().optional() });

/** One picks who one is; nobody checks. */
export function localSignInRoutes(sessions: Sessions, callerNamed: (person: Person) => Caller) {
  return async (app: Gateway): Promise<void> => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4_096 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.get(
      '/sign-in',
      {
        config: { may: 'everyone', signsIn: true },
        schema: { querystring: z.object({ return_to: z.string().optional() }) },
      },
      async ({ query }, reply) => {
        const nonce = randomBytes(16).toString('base64');
        return reply
          .type('text/html')
          .header('content-security-policy', pagePolicy(nonce))
          .send(page(returnTo(query.return_to), nonce));
      },
    );
    app.post('/sign-in', { config: { may: 'everyone', signsIn: true } }, async (request, reply) => {
      refuseCrossSite(request); // or another site could choose who one is
      const { as, return_to } = parseAs(Picked, request.body);
      await sessions.open(reply, callerNamed(as));
      return reply.redirect(returnTo(return_to), 303);
    });
  };
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f5f8fa, #1b1e22); }
main { box-sizing: border-box; width: min(400px, calc(100vw - 32px)); padding: 32px; border: 1px solid light-dark(#dee2e6, #424242); border-radius: 12px; background: light-dark(#fff, #242424); }
h1 { margin: 0 0 4px; font-size: 1.5rem; line-height: 1.3; }
p { margin: 0 0 24px; color: light-dark(#55606b, #a9b1b9); }
button { display: block; width: 100%; margin-top: 8px; padding: 10px 16px; border: 1px solid transparent; border-radius: 8px; background: #106c8d; color: #fff; font: inherit; font-weight: 600; text-transform: capitalize; cursor: pointer; }
button:hover { background: #0b5a77; }
button:focus-visible { outline: 2px solid light-dark(#106c8d, #74b9d1); outline-offset: 2px; }
`;

function page(back: string, nonce: string): string {
  const buttons = Person.options.map((name) => `<button name="as" value="${name}">${name}</button>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Seaworthy: sign in</title>
<style nonce="${nonce}">${style}</style>
<main>
<h1>Who are you?</h1>
<p>People are local here: nobody checks, and only this machine is answered.</p>
<form method="post" action="/sign-in">
<input type="hidden" name="return_to" value="${escaped(back)}">
${buttons.join('\n')}
</form>
</main>
</html>
`;
}
