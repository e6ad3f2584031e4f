// The two calls that every peer makes, and what it is asked: the same for all.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

function post(url, body) {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks).toString()));
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    request.on('error', reject);
    request.end(bytes);
  });
}

const system = 'You are a careful agent. Look items up, then answer.';
const input = { type: 'object', properties: { item: { type: 'number' }, size: { type: 'number' } } };
const tools = [
  { name: 'lookup', description: 'Looks up an item.', input_schema: { ...input, required: ['item', 'size'] } },
];

/** What the stand-in for the model reads its script from. */
export const prompt = (turns, bytes) => `N=${turns} P=${bytes} Look up the items one by one and then answer.`;

export async function callModel(messages) {
  const asked = { model: 'claude-haiku-5-5', max_tokens: 1000, system, tools, messages };
  const { id, stop_reason, content, usage } = await post(`${process.env.MODEL_URL}/v1/messages`, asked);
  return { id, stop_reason, content, usage };
}

export async function callTool(name, args) {
  return (await post(`${process.env.TOOL_URL}/${name}`, args)).result;
}

/** The loop itself; `durably` is how a peer makes a call that it does not repeat. Returns the number of turns. */
export async function loop(turns, bytes, durably) {
  const messages = [{ role: 'user', content: prompt(turns, bytes) }];
  for (let turn = 1; ; turn++) {
    const { content } = await durably('model', () => callModel(messages));
    messages.push({ role: 'assistant', content });
    const use = content.find(({ type }) => type === 'tool_use');
    if (!use) return turn;
    const result = await durably('tool', () => callTool(use.name, use.input));
    messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: result }] });
  }
}
