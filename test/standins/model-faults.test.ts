// Needs a free port for two tests: the model stand-in on a real socket. The rest is pure.
import { createModel } from '../../src/integrations/anthropic/create-model';
import { Faults } from '../../standins/model/faults';
import { startModelStandIn } from '../../standins/model/start-model-stand-in';
import { startScriptedModel } from '../helpers/scripted-model';

const struck = (faults: Faults, calls: number, model = 'm', conversation = ''): boolean[] =>
  Array.from({ length: calls }, () => faults.strike(model, () => conversation) !== undefined);

test('trouble strikes after a number of calls, and a number of times', () => {
  const faults = new Faults();
  faults.set([{ trouble: { kind: 'overloaded' }, when: { after: 2, times: 2 } }]);
  expect(struck(faults, 6)).toEqual([false, false, true, true, false, false]);
});

test('trouble at a rate is the same for the same seed', () => {
  const run = (seed: number): boolean[] => {
    const faults = new Faults();
    faults.set([{ trouble: { kind: 'reset' }, when: { rate: 0.3, seed } }]);
    return struck(faults, 1000);
  };
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
  const share = run(7).filter(Boolean).length / 1000;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.35);
});

test('trouble can be kept to one model or one conversation', () => {
  const faults = new Faults();
  faults.set([
    { trouble: { kind: 'overloaded' }, when: { model: 'claude-sonnet-5-5' } },
    { trouble: { kind: 'refusal' }, when: { contains: 'R-77' } },
  ]);
  expect(faults.strike('claude-sonnet-5-5', () => '')?.kind).toBe('overloaded');
  expect(faults.strike('claude-haiku-5-5', () => 'invoice R-77')?.kind).toBe('refusal');
  expect(faults.strike('claude-haiku-5-5', () => 'invoice R-78')).toBeUndefined();
});

test('trouble is arranged over HTTP while it runs; what is no trouble is refused', async () => {
  const standin = await startModelStandIn();
  try {
    const put = (body: unknown): Promise<Response> =>
      fetch(`${standin.url}/_standin/faults`, { method: 'PUT', body: JSON.stringify(body) });
    expect((await put([{ trouble: { kind: 'overloaded' } }])).status).toBe(204);
    const model = createModel({ apiKey: 'test', baseURL: standin.url, timeoutMs: 5000 });
    const ask = () =>
      model.think(
        {
          model: 'claude-sonnet-5-5',
          maxTokens: 500,
          system: '',
          tools: [],
          messages: [{ role: 'user', content: 'Hello' }],
        },
        { signal: new AbortController().signal },
      );
    await expect(ask()).rejects.toMatchObject({ class: 'transient', code: 'overloaded_error' });
    expect(standin.calls()).toMatchObject([{ status: 529, answered: false, trouble: 'overloaded' }]);
    expect((await put([{ trouble: { kind: 'earthquake' } }])).status).toBe(400);
    expect((await put([])).status).toBe(204);
    await expect(ask()).resolves.toMatchObject({ stopReason: 'end_turn' });
  } finally {
    await standin.close();
  }
});

test('what was sent before a stream broke off is paid, the rest is not', async () => {
  const standin = await startScriptedModel([{ say: 'Word '.repeat(200), fault: { kind: 'cut-off' } }]);
  try {
    const model = createModel({ apiKey: 'test', baseURL: standin.url, timeoutMs: 5000 });
    const ask = () =>
      model.think(
        {
          model: 'claude-sonnet-5-5',
          maxTokens: 500,
          system: '',
          tools: [],
          messages: [{ role: 'user', content: 'Hello' }],
        },
        { signal: new AbortController().signal },
      );
    await expect(ask()).rejects.toMatchObject({ code: 'cut-off' });
    const whole = await ask();
    const [broken, second] = standin.calls();
    expect(broken).toMatchObject({ answered: true, aborted: true, trouble: 'cut-off' });
    expect(broken).not.toHaveProperty('stopReason');
    expect(second).toMatchObject({ answered: true, aborted: false, stopReason: 'end_turn' });
    expect(broken?.usage?.input_tokens).toBe(whole.usage.input);
    expect(broken?.usage?.output_tokens).toBeGreaterThan(50);
    expect(broken?.usage?.output_tokens).toBeLessThan(200);
  } finally {
    await standin.close();
  }
});
