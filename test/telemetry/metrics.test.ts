// Needs a Temporal dev server and PostgreSQL (stack); the worker is a process of its own; ERP, mailbox and model are stand-ins over real sockets.
import { metrics, prometheusName } from '../../src/telemetry/metrics';
import { eventually } from '../helpers/eventually';
import { readSamples } from '../helpers/invoices';
import { startMetered } from './metered';
import type { Metered } from './metered';

const samples = readSamples();
const [price, bankChange] = [/^02/, /^07/].map((file) => samples.find((sample) => file.test(sample.file))!);

let metered: Metered;
beforeAll(async () => {
  metered = await startMetered([price!, bankChange!]);
}, 900_000);
afterAll(async () => {
  await metered.close();
});

it('the gateway tells of the fleet, the worker of what it did and what Temporal tells, and neither of anybody', async () => {
  const [{ run }] = await Promise.all([metered.stack.start(price!), metered.stack.start(bankChange!)]);
  const told = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();
  await eventually(async () => /seaworthy_verdicts_total\{/.test(await told(metered.urls.worker)));
  // The fleet is looked at every few seconds; the changed bank account is put to somebody.
  const ofFleet = [metrics.runsOpen, metrics.approvalsOldest, metrics.queuePollers].map(prometheusName);
  const seen = async (): Promise<boolean> => {
    const text = await told(metered.urls.gateway);
    return ofFleet.every((name) => text.includes(`\n${name}{`));
  };
  await eventually(seen, 60);
  const fleet = await told(metered.urls.gateway);
  const own = await told(metered.urls.worker);
  for (const name of [metrics.modelCalls, metrics.modelTokens, metrics.genAiInput].map(prometheusName))
    expect(own).toContain(`\n${name}{`);
  expect(own).toContain('gen_ai_client_token_usage_bucket{');
  expect(own).toContain('seaworthy_step_seconds_count{agent="invoice-exceptions"');
  expect(own).toMatch(/^temporal_\w+\{/m);
  for (const text of [fleet, own]) {
    for (const personal of [run, 'papierkram', 'polarlicht', 'example.com'])
      expect(text.toLowerCase()).not.toContain(personal);
    expect(text).not.toMatch(/\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/); // an IBAN
  }
  expect(await (await fetch(`${metered.urls.worker}/readyz`)).json()).toMatchObject({ ready: true });
  expect((await fetch(`${metered.urls.worker}/healthz`)).status).toBe(200);
}, 900_000);
