import { z } from 'zod';

/** Nothing in a header may end the header: no control or line-separating characters. Refused, never mended: what is sent is what was approved. */
const HeaderText = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must not hold line breaks or control characters');

/** One bare address: no list, no display name, nothing an SMTP command could be made of. */
export const Address = z
  .string()
  .max(254)
  .regex(/^[^\s\p{Cc}<>()[\]",;:\\@]+@[^\s\p{Cc}<>()[\]",;:\\@]+$/u, 'must be one bare e-mail address');

const MessageId = z
  .string()
  .max(250)
  .regex(
    /^(<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>|[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)$/,
    'must be of the form left@right (RFC 5322, 3.6.4)',
  )
  .transform((id) => (id.startsWith('<') ? id : `<${id}>`));

export const MailInput = z.object({
  to: Address,
  subject: HeaderText.max(500),
  text: z.string(),
  messageId: MessageId,
  /** That no person wrote it, so that no machine answers (RFC 3834, 5). */
  autoSubmitted: z.enum(['auto-generated', 'auto-replied']).optional(),
  /** The message it answers. */
  inReplyTo: MessageId.optional(),
  attachments: z
    .array(
      z.object({
        filename: HeaderText.min(1)
          .max(200)
          .regex(/^[^/\\"]+$/, 'must be a plain file name'),
        content: z.union([z.string(), z.instanceof(Uint8Array)]),
        contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/, 'must be a media type'),
      }),
    )
    .default([]),
});

/** A message to one recipient. `messageId` is the same for every attempt, so that mailboxes show it once. */
export type Mail = z.input<typeof MailInput>;
