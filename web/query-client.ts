import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { SeaworthyError } from '../src/contracts/errors';

/** Nothing is asked for twice within half a minute unless something changed: `useLive` says when. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signInAgain }),
  mutationCache: new MutationCache({ onError: signInAgain }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
    },
  },
});

/** Whoever is not, or no longer, signed in does so, and comes back to where they were. */
function signInAgain(error: Error): void {
  if (!(error instanceof SeaworthyError) || !error.code.startsWith('Identity.')) return;
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?return_to=${encodeURIComponent(pathname + search)}`);
}

function isPassing(error: Error): boolean {
  return !(error instanceof SeaworthyError) || /\.(Unreachable|Unavailable)$/.test(error.code);
}
