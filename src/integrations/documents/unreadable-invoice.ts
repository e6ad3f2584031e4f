export interface Position {
  line: number;
  column: number;
}

interface UnreadableInvoiceDetails {
  rules?: readonly string[];
  position?: Position | undefined;
  path?: string | undefined;
}

/**
 * A document that is not an EN 16931 invoice which adds up. `rules` names every broken rule and the first leads; it is empty where the
 * document could not be read that far. The message says what the sender should do and quotes nothing of the document's own text.
 */
export class UnreadableInvoice extends Error {
  readonly rule: string | undefined;
  readonly rules: readonly string[];
  readonly position: Position | undefined;
  readonly path: string | undefined;

  constructor(message: string, { rules = [], position, path }: UnreadableInvoiceDetails = {}) {
    super(message);
    this.name = 'UnreadableInvoice';
    this.rules = [...new Set(rules)];
    this.rule = this.rules[0];
    this.position = position;
    this.path = path;
  }
}
