declare const brand: unique symbol;
type Branded<T extends string> = string & { readonly [brand]: T };

/** A run of a workflow: ours, minted at start, kept over continue-as-new; never Temporal's run id. */
export type RunId = Branded<'run'>;
/** A question put to people. */
export type ApprovalId = Branded<'approval'>;
/** One tool call: the provider's tool_use id, or `<step>-<visit>-<n>` where the workflow itself calls. */
export type CallId = Branded<'call'>;
/** A stored document, by the digest of what is stored: `sha256:<hex>`. The same bytes have the same id as long as they are there. */
export type DocumentId = Branded<'document'>;
