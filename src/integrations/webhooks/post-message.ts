import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Webhook } from 'standardwebhooks';
import { publicLookup } from './allowed-address';
import { checkTarget } from './check-target';
import { retryAfterMs } from '../retry-after';
import { within } from '../within';

const TIMEOUT_MS = 15_000;

export interface Message {
  id: string;
  body: string;
  url: string;
  /** The key itself, without prefix or encoding. */
  secret: Uint8Array;
}

/** `status` where the receiver answered; why it did not, otherwise. */
export type Posted = { status: number; retryAfterMs?: number } | { status: null; why: string };

/**
 * Posts a message by the Standard Webhooks scheme: signed over id, time and body. Follows no redirect, reads no answer beyond its head, and goes
 * to public addresses only, but for the hosts that are `allowed`. Never throws for what a receiver or the network does.
 */
export function postMessage(
  { id, body, url, secret }: Message,
  { allowed, signal }: { allowed: readonly string[]; signal: AbortSignal },
): Promise<Posted> {
  const target = new URL(url);
  try {
    checkTarget(target, allowed);
  } catch (error) {
    return Promise.resolve({ status: null, why: (error as Error).message });
  }
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'seaworthy',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret, { format: 'raw' }).sign(id, now, body),
  };
  const post = target.protocol === 'https:' ? requestHttps : requestHttp;
  const exempt = allowed.includes(target.hostname.replace(/^\[|\]$/g, ''));
  const send = (either: AbortSignal) =>
    new Promise<Posted>((resolve) => {
      const request = post(target, {
        method: 'POST',
        headers,
        agent: false, // a connection a message: the check of the address is made when it is opened
        signal: either,
        ...(exempt ? {} : { lookup: publicLookup }),
      });
      request.on('response', (response) => {
        const wait = retryAfterMs(response.headers['retry-after'] ?? null);
        resolve({ status: response.statusCode ?? 0, ...(wait === undefined ? {} : { retryAfterMs: wait }) });
        response.destroy();
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        resolve({
          status: null,
          why: error.name === 'AbortError' ? 'no answer in time' : (error.code ?? error.message),
        });
      });
      request.end(body);
    });
  return within(TIMEOUT_MS, signal, send);
}
