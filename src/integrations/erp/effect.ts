/** `idempotent`: a write that the ERP does once, however often it is sent under the same key. */
export type Effect = 'read' | 'idempotent' | 'write';
