import { createClient } from '../client';

/** The gateway that serves this page; who calls is known by the session's cookie. */
export const seaworthy = createClient({ url: window.location.origin });
