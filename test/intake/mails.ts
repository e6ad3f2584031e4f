import { randomUUID } from 'node:crypto';

export interface Part {
  name: string;
  type: string;
  content: string | Buffer;
}

/** A message as it lies in a mailbox. */
export function mail(
  parts: readonly Part[],
  {
    headers = {},
    from = 'Anna Lieferant <anna@supplier.example>',
  }: { headers?: Record<string, string>; from?: string } = {},
): string {
  const boundary = randomUUID();
  const head = {
    From: from,
    To: 'invoices@buyer.example',
    Subject: 'Rechnung',
    'Message-ID': `<${randomUUID()}@supplier.example>`,
    Date: 'Sat, 21 Nov 2026 12:00:00 +0100',
    'MIME-Version': '1.0',
    'Content-Type': `multipart/mixed; boundary="${boundary}"`,
    ...headers,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  const text = `--${boundary}\nContent-Type: text/plain\n\nGuten Tag\n`;
  const attached = parts.map(({ name, type, content }) => {
    const base64 = Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\n');
    return `--${boundary}\nContent-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${base64}\n`;
  });
  return `${lines.join('\n')}\n\n${text}${attached.join('')}--${boundary}--\n`;
}
