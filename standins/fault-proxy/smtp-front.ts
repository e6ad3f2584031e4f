import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, ProxiedRequest } from './fault';
import type { Front } from './start-fault-proxy';

const END_OF_MESSAGE = '\r\n.\r\n';

/**
 * SMTP (RFC 5321), of which it knows where a message begins and ends: a message is kept back until it is whole, and what strikes, strikes it.
 * Commands and replies before it pass as they are. Nothing may be pipelined after a message.
 */
export function smtpFront(to: URL, draw: (request: ProxiedRequest) => Fault | undefined): Front {
  const upstreams = new Set<Socket>();
  return {
    serve: (client) => {
      const system = connect(Number(to.port || 25), to.hostname);
      upstreams.add(system);
      client.on('close', () => system.destroy());
      system.on('close', () => (upstreams.delete(system), client.destroySoon()));
      system.on('error', () => client.resetAndDestroy());
      new Conversation(client, system, draw).begin();
    },
    close: () => {
      for (const upstream of upstreams) upstream.destroy();
    },
  };
}

class Conversation {
  private asked = false;
  private inMessage = false;
  private message = '';
  /** Takes the reply to the message, where it is not passed on as it is. */
  private onReply: ((reply: string) => void) | undefined;

  constructor(
    private readonly client: Socket,
    private readonly system: Socket,
    private readonly draw: (request: ProxiedRequest) => Fault | undefined,
  ) {}

  begin(): void {
    this.client.setEncoding('latin1').on('data', (text: string) => this.fromClient(text));
    this.system.setEncoding('latin1').on('data', (text: string) => this.fromSystem(text));
  }

  private fromClient(text: string): void {
    if (!this.inMessage) {
      this.asked = /^DATA\r\n$/im.test(text);
      this.system.write(text, 'latin1');
      return;
    }
    this.message += text;
    if (!this.message.endsWith(END_OF_MESSAGE)) return;
    const message = this.message;
    this.message = '';
    this.inMessage = false;
    this.strike(message).catch(() => this.client.destroy());
  }

  private fromSystem(text: string): void {
    if (this.asked && /^354/m.test(text)) this.inMessage = true; // replies to pipelined commands may come before it
    const taken = this.onReply;
    this.onReply = undefined;
    if (taken) taken(text);
    else this.client.write(text, 'latin1');
  }

  private passOn(message: string): Promise<string> {
    return new Promise((resolve) => {
      this.onReply = resolve;
      this.system.write(message, 'latin1');
    });
  }

  private async strike(message: string): Promise<void> {
    const { client } = this;
    const body = Buffer.from(message, 'latin1').toString('utf8');
    const fault = this.draw({ method: 'DATA', path: '', body });
    switch (fault?.kind) {
      case undefined:
      case 'clock-skew': // no reply of SMTP says what time it is
        return void client.write(await this.passOn(message), 'latin1');
      case 'latency':
        await wait(fault.delayMs);
        return void client.write(await this.passOn(message), 'latin1');
      case 'reset':
        if (fault.at === 'during') this.system.write(message.slice(0, message.length / 2), 'latin1');
        if (fault.at === 'after') await this.passOn(message);
        return void client.resetAndDestroy();
      case 'no-answer':
      case 'down':
        return;
      case 'lost-answer':
        return void (await this.passOn(message));
      case 'half-answer': {
        const reply = await this.passOn(message);
        client.write(reply.slice(0, 2));
        return client.destroySoon();
      }
      case 'slow-drip': {
        const reply = await this.passOn(message);
        for (const character of reply) {
          if (client.destroyed) return;
          await wait(fault.overMs / reply.length);
          client.write(character, 'latin1');
        }
        return;
      }
      case 'status':
        if (fault.passOn) await this.passOn(message);
        return void client.write(`${replyFor(fault.status)} by the fault proxy, which is a stand-in\r\n`);
      case 'malformed':
        await this.passOn(message);
        return void client.write('<html><body><h1>Maintenance (stand-in)</h1></body></html>\r\n');
      case 'wrong-schema':
        await this.passOn(message);
        return void client.write('199 a reply that RFC 5321 does not know, by a stand-in\r\n');
    }
  }
}

/** What a mail server says where a web server says this. */
function replyFor(status: number): string {
  switch (status) {
    case 401:
      return '530 5.7.0 Authentication required';
    case 429:
      return '450 4.7.1 Too many messages, slow down';
    case 503:
      return '421 4.3.2 Service not available';
    default:
      return status >= 500 ? '451 4.3.0 Local error in processing' : '554 5.6.0 Refused';
  }
}
