import { seaworthy } from '../seaworthy';

/** Here, and where one signs in with others, there too. */
export async function signOut(): Promise<void> {
  const ended = await seaworthy.signOut().catch(() => undefined); // it may have been over already
  window.location.assign(ended?.at ?? '/sign-in?return_to=/desk/inbox');
}
