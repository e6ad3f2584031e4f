// One stand-in in a process of its own, which keeps what it did in files: killed, it goes on where it was.
import { appendFileSync, readFileSync } from 'node:fs';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import { startErpStandIn } from '../../standins/erp/start-erp-stand-in';
import { startMailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';
import { startModelStandIn } from '../../standins/model/start-model-stand-in';

const [kind, file = '', port = '0', second = '0'] = process.argv.slice(2);

async function main(): Promise<void> {
  switch (kind) {
    case 'erp': {
      const seed = JSON.parse(readFileSync(`${file}.seed`, 'utf8')) as ErpSeed;
      await startErpStandIn({ seed, port: Number(port), requestsPerSecond: 10_000, pageSize: 50, keepIn: file });
      break;
    }
    case 'mailbox':
      await startMailboxStandIn({ port: Number(port), httpPort: Number(second), keepIn: file });
      break;
    case 'model':
    default:
      await startModelStandIn({
        port: Number(port),
        latency: { first: 30, between: 1 },
        onAnswer: (request, { usage }, requestId) => {
          const number = /\bC\d+-\d{5}\b/.exec(JSON.stringify(request.messages))?.[0];
          appendFileSync(file, `${JSON.stringify({ requestId, model: request.model, number, usage })}\n`);
        },
      });
  }
  console.log('ready');
}

void main();
