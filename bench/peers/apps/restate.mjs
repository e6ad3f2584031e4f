// Its SDK needs what Node.js has from 22 on.
Promise.withResolvers ??= function withResolvers() {
  const made = {};
  made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
const restate = await import('@restatedev/restate-sdk');
const { loop } = await import('./calls.mjs');
const { drive } = await import('./drive.mjs');
const http = await import('node:http');

const { SERVICE_PORT, INGRESS_URL, ADMIN_URL } = process.env;
const run = (context, { turns, bytes }) => loop(turns, bytes, (name, call) => context.run(name, call));
const agent = new http.Agent({ keepAlive: true });

function post(url, body) {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode < 300) resolve(JSON.parse(text));
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    request.on('error', reject);
    request.end(bytes);
  });
}

await restate.serve({ services: [restate.service({ name: 'agent', handlers: { run } })], port: Number(SERVICE_PORT) });
await post(`${ADMIN_URL}/deployments`, { uri: `http://127.0.0.1:${SERVICE_PORT}`, force: true });
drive((turns, bytes) => post(`${INGRESS_URL}/agent/run`, { turns, bytes }));
