import type { Authentication, RenewedAuthentication } from '../authentication';

/** A session, got by a login that is the system's own; what it answers as `headers` goes with each request. */
export const sessionLogin = (login: RenewedAuthentication['obtain']): Authentication => ({
  type: 'renewed',
  obtain: login,
});
