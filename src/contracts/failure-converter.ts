import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces travel as a payload, so that the codec encrypts them. Temporal shows `Encoded failure` in their place. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
