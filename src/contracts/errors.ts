/**
 * The one catalogue of failures that cross a boundary: Temporal failure types, problem codes of the gateway, messages of the CLI.
 * `docs/errors.md` lists the same; a test holds the two together.
 */
export const errors = {
  'Model.RateLimited': 'The model provider asked us to wait. Temporal tries again after the time it named.',
  'Model.Unavailable':
    'The model provider does not answer. Temporal tries again; then the fallback model, then the exception path.',
  'Model.Refused':
    'The model provider turned the request down. Check the account, the key and the request named in the message.',
  'System.RateLimited': 'A system asked us to wait. Temporal tries again after the time it named.',
  'System.Unavailable': 'A system does not answer. Temporal tries again, then the step takes its onUnavailable path.',
  'System.Credential':
    'A system does not accept our credentials. Renew them; the step takes its onUnavailable path until then.',
  'Effect.Unknown':
    'A write was sent and no answer came. The next attempt asks the system whether it happened before anything is sent again.',
  'Ledger.Stale':
    'An attempt that another has replaced tried to write. It was refused and has stopped; nothing is to be done.',
  'Ledger.Behind':
    'The ledger was restored to an older state than this run has seen, so the run stops instead of repeating itself. Restore a later backup and it goes on; docs/audit.md says what to do where there is none.',
  'Ledger.Unavailable': 'The ledger database does not answer. Check DATABASE_URL and the server; runs wait.',
  'Run.Reset': 'Temporal reset this run. A person decides how to go on, since the effects of the first try stand.',
  'Ledger.Unreadable':
    'What the ledger holds there does not open: it was altered, or these are not its keys. Check SEAWORTHY_DATA_KEYS and SEAWORTHY_MASTER_KEYS, then `seaworthy audit verify`.',
  'Run.Erased':
    'The data key of the run was destroyed: what it held is gone for good. Who erased it and why is in the ledger.',
  'Run.NotEnded': 'The run has not ended. Wait for its end, or cancel it: `seaworthy erase` takes it then.',
  'Run.Held':
    'The run is under a legal hold. `seaworthy hold list` says whose and why; it may be erased once all are released.',
  'Run.Retained': 'The law wants the run kept for longer. Erase it after the day that the message names.',
  'Run.Unknown': 'There is no such run. `seaworthy runs` lists them.',
  'Workflow.Unknown': 'There is no such workflow. Use one of the names in the message.',
  'Approval.Unknown': 'There is no such approval. `seaworthy approvals` lists those that wait.',
  'Halt.Unknown': 'There is no such halt in force. `seaworthy halts` lists those that are.',
  'Readiness.Lacking':
    'The workflow is not fit for that environment yet. `seaworthy readiness WORKFLOW` says what to do; `seaworthy readiness waive` lets a criterion be for a while.',
  'Hold.Unknown': 'There is no such hold in force. `seaworthy hold list` lists those that are.',
  'Rule.Unknown': 'There is no such rule in force. `seaworthy rules list` lists those that are.',
  'Flag.Unknown': 'There is no such flag. `seaworthy flags list` lists those that are open.',
  'Flag.Reviewed': 'The flag has been reviewed already. `seaworthy flags show FLAG` says by whom and how.',
  'Case.Unknown': 'There is no such case in force. `seaworthy flags cases` lists those that are.',
  'Guidance.Unknown': 'There is no such guidance. `seaworthy guidance list` lists what there is.',
  'Proof.Unknown': 'There is no such proof. `seaworthy prove --list` lists those that there are.',
  'Proof.Waits':
    'A proof needs model calls that a halt or a budget does not let it make. It goes on by itself once the halt is lifted or the budget raised.',
  'Rollout.Unknown': 'There is no such rollout under way. `seaworthy rollout list` lists those that there are.',
  'Rollout.Refused':
    'The candidate cannot go out like this. The message says why; prove it anew, or end what is in its way.',
  'Answer.Unknown': 'There is no such answer in quarantine. `seaworthy quarantine list` lists those that are.',
  'Approval.Decided': 'It has been decided already. `seaworthy show RUN` says by whom and how.',
  'Approval.NotYours': 'Whoever started a run, or proposed what is to be done, cannot approve it. Ask another person.',
  'Approval.WrongRole':
    'The question is for another role. Somebody who has it decides, or delegates it for this question.',
  'Checkpoint.Broken':
    'The checkpoints are not the whole chain of this ledger, and none is added. `seaworthy audit verify` finds what is wrong; docs/audit.md says what to do.',
  'Webhook.Unknown': 'There is no such webhook in force. `seaworthy webhooks list` lists those that are.',
  'Delivery.Unknown': 'There is no such delivery. `seaworthy webhooks deliveries` lists them.',
  'Input.Invalid': 'The input does not have the right form. The message names the field; nothing was started.',
  'Document.Unknown': 'There is no such document. Upload it first.',
  'Document.Erased': 'The document was erased with the runs that named it. If it is needed again, upload it again.',
  'Document.TooLarge': 'The document is larger than 10 MB. Send a smaller one.',
  'Payload.Undecodable':
    'What Temporal holds could not be decrypted here. Check SEAWORTHY_MASTER_KEYS: it has to be the same everywhere.',
  'Temporal.Unreachable':
    'Temporal does not answer. Check TEMPORAL_ADDRESS, or unset it and let `npm start` bring its own.',
  'Temporal.Elsewhere':
    'Temporal is not the one that the runs of this ledger are in. Check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE; docs/temporal.md says what to do where runs were lost or moved.',
  'Gateway.Unreachable': 'The gateway does not answer. Start it with `npm start`, or set SEAWORTHY_URL.',
  'Route.Unknown': 'There is no such route. /openapi.json lists them.',
  'Identity.Missing':
    'Nobody is signed in. Sign in at /sign-in, or send a bearer token; where people are local, name yourself in the header seaworthy-as.',
  'Identity.Refused': 'What you are known by is not, or no longer, valid. Sign in again, or get a new token.',
  'Identity.Unavailable':
    'The identity provider does not answer as it should. Who is signed in stays so. Try again; operators check SEAWORTHY_OIDC_ISSUER and the provider.',
  'Tenant.NotYours':
    'That is for all tenants, or for one that you do not act for. /v1/me lists yours; ask somebody who acts for it.',
  'Role.Missing': 'You do not have a role that may do this. /v1/me lists yours.',
  'Origin.Refused':
    "The call used a name that is not the gateway's, or came from a page of another site. Call it by its own name: 127.0.0.1 or localhost, where people are local.",
  'Rate.Limited': 'That was too often. Wait as long as the header retry-after says, and try again.',
  'Setup.Failed': 'Something that `npm start` needs is missing or did not start; nothing is left running.',
  'Config.Invalid': 'A setting has a wrong value. The message names it.',
  Bug: 'A fault of ours. After three attempts the activity waits an hour between tries, so that a fix can be deployed.',
} as const;

export type ErrorCode = keyof typeof errors;

/** A failure with a code of the catalogue and a message for the one who can mend it. */
export class SeaworthyError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** Of this occurrence; the catalogue says the rest. */
    readonly detail?: string,
  ) {
    super(detail ? `${detail} ${errors[code]}` : errors[code]);
    this.name = 'SeaworthyError';
  }
}
