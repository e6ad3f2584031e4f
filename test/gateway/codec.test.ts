// Needs a Temporal dev server and PostgreSQL (stack).
import type { Payload } from '@temporalio/common';
import type { Person } from '../../src/contracts/http';
import { localPeople } from '../../src/gateway/identity/local-people';
import { perMinute } from '../../src/gateway/identity/rates';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { openOffice } from './office';
import type { Office } from './office';

/** As of the office's gateway; nobody listens there. */
const UI = 'http://127.0.0.1:8080';

interface Json {
  metadata?: Record<string, string> | null;
  data?: string | null;
}

let office: Office;
let sealed: Json[];
beforeAll(async () => {
  office = await openOffice();
  await office.worker();
  const { run } = await office.order({ number: 'secret-4711', amount: '500' });
  const { workflowId } = await office.client.run(run);
  const { events } = await office.temporal.workflow.getHandle(workflowId).fetchHistory();
  sealed = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!.map(toJson);
});
afterAll(() => office.close());

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const toJson = ({ metadata, data }: Payload): Json => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)])),
  data: base64(data ?? ''),
});
const textOf = ({ data }: Json): string => Buffer.from(data ?? '', 'base64').toString();

const ask = (body: unknown, headers: Record<string, string> = {}, url = office.gateway.url): Promise<Response> =>
  fetch(`${url}/codec/decode?preserveStorageRefs=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-namespace': 'default', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const decoded = async (payloads: Json[]): Promise<Json[]> => {
  const answer = await ask({ payloads }, { origin: UI });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { payloads: Json[] }).payloads;
};

describe('what Temporal holds', () => {
  it('is decrypted, as Temporal UI asks for it', async () => {
    expect(JSON.stringify(sealed.map(textOf))).not.toContain('secret-4711');
    const [payload] = await decoded(sealed);
    expect(Buffer.from(payload!.metadata!['encoding']!, 'base64').toString()).toBe('json/plain');
    expect(JSON.parse(textOf(payload!))).toMatchObject({ input: { number: 'secret-4711' } });
  });

  it('is given back as it came where it cannot be decrypted, or was not encrypted', async () => {
    const odd: Json[] = [
      { metadata: { encoding: base64('json/plain') }, data: base64('"plain"') },
      { metadata: { encoding: base64('binary/encrypted') }, data: base64('forged') },
      { ...sealed[0]!, data: base64('forged') },
      { metadata: { encoding: base64('binary/null') } },
      { metadata: null, data: null },
      { data: 'not base64 at all!' },
      {},
    ];
    const answered = await decoded([...odd, sealed[0]!]);
    expect(answered.slice(0, -1)).toEqual(odd);
    expect(textOf(answered.at(-1)!)).toContain('secret-4711');
    expect(await decoded([])).toEqual([]);
  });

  it('is not decrypted from a body that is none, or too large, or of too many', async () => {
    for (const body of ['{', '[]', '{"payloads":1}', '{"payloads":[1]}', { payloads: Array(10_001).fill({}) }])
      expect([body, (await ask(body)).status]).toEqual([body, 400]);
    expect((await ask({ payloads: [{ data: 'x'.repeat(17 * 1024 * 1024) }] })).status).toBe(413);
  });

  it('is decrypted as often as Temporal UI asks, which is once for each payload of a history', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < perMinute.unidentified; i += 20) {
      const answers = await Promise.all(Array.from({ length: 21 }, () => ask({ payloads: [] }, { origin: UI })));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([200]);
  });

  it('cannot be made here: there is no way to encrypt', async () => {
    const answer = await fetch(`${office.gateway.url}/codec/encode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ payloads: [] }),
    });
    expect(answer.status).toBe(404);
  });
});

describe('who may read it, where somebody vouches for people', () => {
  let checked: RunningGateway;
  const as = (person: Person): Promise<Response> =>
    ask({ payloads: sealed }, { origin: UI, 'seaworthy-as': person }, checked.url);
  beforeAll(async () => {
    const { ledger, temporal, keys } = office;
    const vouched = localPeople({ reviewer: ['ap-lead', 'admin'], controller: ['operator'], starter: ['auditor'] });
    checked = await startGateway({ ledger, temporal, keys, uiUrl: UI, people: { ...vouched, checked: true } });
  });
  afterAll(() => checked.close());

  it.each(['controller', 'starter'] as const)('operators and auditors: the %s', async (person) => {
    expect(JSON.stringify(((await (await as(person)).json()) as { payloads: Json[] }).payloads.map(textOf))).toContain(
      'secret-4711',
    );
  });

  it.each([
    ['nobody else', () => as('reviewer'), 403, 'Role.Missing'],
    [
      'nobody who does not say who it is',
      () => ask({ payloads: sealed }, { origin: UI }, checked.url),
      401,
      'Identity.Missing',
    ],
  ] as const)('%s, and the browser is told', async (_, refused, status, code) => {
    const answer = await refused();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(UI);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    const problem = await answer.json();
    expect(problem).toMatchObject({ code });
    expect(JSON.stringify(problem)).not.toContain('secret-4711');
  });
});

describe('which pages may ask', () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${office.gateway.url}/codec/decode`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-namespace',
      },
    });

  it('those of Temporal UI', async () => {
    const answer = await preflight(UI);
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': UI,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': expect.stringMatching(/authorization.*content-type.*x-namespace/) as string,
    });
    expect((await ask({ payloads: sealed }, { origin: UI })).headers.get('access-control-allow-origin')).toBe(UI);
  });

  it.each([
    'http://127.0.0.1:8081',
    'http://localhost:8080',
    'https://127.0.0.1:8080',
    'http://evil.example',
    'null',
    `${UI}.evil.example`,
  ])('none at %s', async (origin) => {
    for (const answer of [await preflight(origin), await ask({ payloads: sealed }, { origin })]) {
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(await answer.text()).not.toContain('secret-4711');
    }
  });

  it('and none for another route', async () => {
    const answer = await fetch(`${office.gateway.url}/v1/runs`, {
      headers: { origin: UI, 'seaworthy-as': 'reviewer' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
