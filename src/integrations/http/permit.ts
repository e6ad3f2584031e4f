/**
 * Waits until the next request may leave, under a rate that others share. A `patient` one waits for longer.
 * @throws SystemError of class `rate-limited` when that is too far ahead
 */
export type Permit = (asking: { signal?: AbortSignal | undefined; patient: boolean }) => Promise<void>;
