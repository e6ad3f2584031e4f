import { Option } from 'commander';
import type { Command } from 'commander';
import { DeliveryState, WebhookEvent } from '../contracts/webhooks';
import type { WebhookRequest } from '../contracts/webhooks';
import { connect } from './connect';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { print, printJson, printTable } from './print';

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('tell other services when runs end or approvals are asked');
  webhooks
    .command('list')
    .description('list who is told')
    .option('--all', 'those that have ended as well')
    .option('--json', 'print JSON')
    .action(list);
  webhooks
    .command('add')
    .description('have a service told, signed by the Standard Webhooks scheme; shows the secret, this once')
    .argument('<url>')
    .requiredOption('--on <events>', `of ${WebhookEvent.options.join(', ')}, separated by commas`)
    .option('--tenant <name>', 'only of runs of this tenant', '*')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(add);
  webhooks
    .command('remove')
    .description('tell it nothing more')
    .argument('<webhook>')
    .option('--json', 'print JSON')
    .action(remove);
  webhooks
    .command('deliveries')
    .description('list what was told, and what was given up')
    .addOption(new Option('--state <state>', 'only these; dead: given up').choices(DeliveryState.options))
    .option('--webhook <id>', 'only of this one')
    .option('--json', 'print JSON')
    .action(deliveries);
  webhooks
    .command('redeliver')
    .description('deliver again')
    .argument('<delivery>')
    .option('--json', 'print JSON')
    .action(redeliver);
}

async function list({ all = false, json }: { all?: boolean; json?: boolean }): Promise<void> {
  const items = await connect('controller').webhooks({ all });
  if (json) return printJson(items);
  if (items.length === 0) return print('Nobody is told anything.');
  printTable(
    [
      ['webhook', 30],
      ['where', 40],
      ['on', 30],
    ],
    items.map(({ id, url, events, ended }) => [id, url, ended ? `ended: ${ended.why}` : events.join(', ')]),
  );
}

interface AddOptions extends Pick<WebhookRequest, 'tenant'> {
  as: Person;
  on: string;
  json?: boolean;
}

async function add(url: string, { on, tenant, as, json }: AddOptions): Promise<void> {
  const made = await connect(as).addWebhook({ url, events: on.split(',') as WebhookEvent[], tenant });
  if (json) return printJson(made);
  print(`Webhook ${made.id}. Its secret, which is not shown again:\n${made.secret}`);
}

async function remove(webhook: string, { json }: { json?: boolean }): Promise<void> {
  const ended = await connect('controller').removeWebhook(webhook);
  if (json) return printJson(ended);
  print(`Webhook ${ended.id} is told nothing more.`);
}

async function deliveries(options: { state?: DeliveryState; webhook?: string; json?: boolean }): Promise<void> {
  const { json, ...filter } = options;
  const items = await connect('controller').deliveries(filter);
  if (json) return printJson(items);
  if (items.length === 0) return print('Nothing was delivered.');
  printTable(
    [
      ['delivery', 38],
      ['what', 16],
      ['state', 14],
      ['last answer', 18],
      ['since (UTC)', 18],
    ],
    items.map(({ id, type, state, attempts, answer, at }) => [
      id,
      type,
      `${state} (${attempts})`,
      answer,
      at.slice(0, 16).replace('T', ' '),
    ]),
  );
}

async function redeliver(delivery: string, { json }: { json?: boolean }): Promise<void> {
  const again = await connect('controller').redeliver(delivery);
  if (json) return printJson(again);
  print(`${again.id} is delivered again.`);
}
