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
  'Ledger.Unavailable': 'The ledger database does not answer. Check DATABASE_URL and the server; runs wait.',
  'Run.Reset': 'Temporal reset this run. A person decides how to go on, since the effects of the first try stand.',
  'Run.Unknown': 'There is no such run. `seaworthy runs` lists them.',
  'Workflow.Unknown': 'There is no such workflow. Use one of the names in the message.',
  'Approval.Unknown': 'There is no such approval. `seaworthy approvals` lists those that wait.',
  'Halt.Unknown': 'There is no such halt in force. `seaworthy halts` lists those that are.',
  'Rule.Unknown': 'There is no such rule in force. `seaworthy rules list` lists those that are.',
  'Approval.Decided': 'It has been decided already. `seaworthy show RUN` says by whom and how.',
  'Approval.NotYours': 'Whoever started a run, or proposed what is to be done, cannot approve it. Ask another person.',
  'Approval.WrongRole':
    'The question is for another role. Somebody who has it decides, or delegates it for this question.',
  'Input.Invalid': 'The input does not have the right form. The message names the field; nothing was started.',
  'Document.Unknown': 'There is no such document. Upload it first.',
  'Document.TooLarge': 'The document is larger than 10 MB. Send a smaller one.',
  'Temporal.Unreachable':
    'Temporal does not answer. Check TEMPORAL_ADDRESS, or unset it and let `npm start` bring its own.',
  'Gateway.Unreachable': 'The gateway does not answer. Start it with `npm start`, or set SEAWORTHY_URL.',
  'Route.Unknown': 'There is no such route. /openapi.json lists them.',
  'Origin.Refused':
    'Without identities the gateway answers this machine only. Call it as 127.0.0.1 or localhost, and not from a page of another site.',
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
