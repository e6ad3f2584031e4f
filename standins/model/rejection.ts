/** A refusal in the shape of the Messages API: `{type: 'error', error: {type, message, details?}}` under an HTTP status. */
export class Rejection extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly headers: Record<string, string> = {},
    readonly errorCode?: string,
  ) {
    super(message);
    this.name = 'Rejection';
  }

  static invalid(message: string): Rejection {
    return new Rejection(400, 'invalid_request_error', message);
  }

  toJSON(): object {
    const details = this.errorCode === undefined ? {} : { details: { error_code: this.errorCode } };
    return { type: this.type, message: this.message, ...details };
  }
}
