import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Books } from './books';
import { paddedNumber } from './formats';

const Text = z.string().min(1);
const PlainAmount = z.string().regex(/^-?\d+(\.\d+)?$/);
const Draft = z.object({
  reference: Text,
  supplierNo: Text,
  externalNo: Text,
  type: z.enum(['RE', 'GS']),
  documentDate: z.iso.date(),
  orderNo: z.string().optional(),
  gross: PlainAmount,
  invoiced: PlainAmount,
  currency: Text,
});
const HoldBody = z.object({ supplierNo: Text, externalNo: Text, reason: Text });
const DisputeBody = z.object({ supplierNo: Text, externalNo: Text, text: Text });

/** A business error as most routes give it: a 4xx with a code and a German text. */
class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One write of each kind: two-phase (invoices), idempotent (payment holds), blind (disputes). */
export function addWriteRoutes(app: FastifyInstance, books: Books): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    if (error instanceof z.ZodError) {
      const fields = error.issues.map((issue) => issue.path.join('.')).join(', ');
      return reply.code(400).send({ code: 'X1-001', meldung: `Felder fehlen oder sind ungültig: ${fields}` });
    }
    const code = error instanceof Refusal ? error.code : 'X1-000';
    return reply.code(error.statusCode ?? 500).send({ code, meldung: error.message });
  });

  const supplierOf = (supplierNo: string): { id: string; blocked: boolean } => {
    const supplier = books.seed.suppliers.find((it) => paddedNumber(it.id) === supplierNo);
    if (!supplier) throw new Refusal(422, 'F5-102', `Kreditor ${supplierNo} ist nicht vorhanden`);
    return supplier;
  };

  // Not idempotent: two posts make two drafts.
  app.post('/invoices', ({ body }, reply) => {
    const draft = Draft.parse(body);
    const supplier = supplierOf(draft.supplierNo).id;
    const order = draft.orderNo || undefined;
    if (order && !books.seed.orders.some((it) => it.supplier === supplier && it.number === order))
      throw new Refusal(422, 'M8-083', `Bestellung ${order} ist für Kreditor ${draft.supplierNo} nicht vorhanden`);
    const { id } = books.addDraft({
      reference: draft.reference,
      supplier,
      number: draft.externalNo,
      kind: draft.type === 'RE' ? 'invoice' : 'credit-note',
      date: draft.documentDate,
      order,
      amount: draft.gross,
      invoiced: draft.invoiced,
      currency: draft.currency,
    });
    return reply.code(201).send({ draft: id });
  });

  // Says what went wrong with HTTP 200.
  app.post<{ Params: { draft: string } }>('/invoices/:draft/commit', ({ params }) => {
    const entry = books.draft(params.draft);
    if (!entry) return { error: { code: 'F5-155', text: `Vorerfassung ${params.draft} ist nicht vorhanden` } };
    if (supplierOf(paddedNumber(entry.supplier)).blocked)
      return { error: { code: 'F5-351', text: `Kreditor ${entry.supplier} ist zur Buchung gesperrt` } };
    return { voucher: books.post(entry) };
  });

  app.post('/payment-holds', ({ body, headers }, reply) => {
    const key = headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') throw new Refusal(400, 'X1-020', 'Kopfzeile Idempotency-Key fehlt');
    const { supplierNo, externalNo, reason } = HoldBody.parse(body);
    const wanted = { supplier: supplierOf(supplierNo).id, number: externalNo, reason, key };
    const known = books.holdUnder(key);
    if (!known) return reply.code(201).send({ hold: books.addHold(wanted).hold });
    if (known.supplier !== wanted.supplier || known.number !== wanted.number || known.reason !== reason)
      throw new Refusal(422, 'X1-021', 'Schlüssel wurde schon mit anderem Inhalt verwendet');
    return { hold: known.hold };
  });

  // Blind: no key, no search; two posts make two disputes.
  app.post('/disputes', ({ body }, reply) => {
    const { supplierNo, externalNo, text } = DisputeBody.parse(body);
    const supplier = supplierOf(supplierNo).id;
    return reply.code(201).send({ dispute: books.addDispute({ supplier, number: externalNo, text }).dispute });
  });
}
