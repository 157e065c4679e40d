import { api } from './api';
import { isApiError } from './api-error';
import { forgetKept } from './kept-here';

let leaving = false;

/** Whether somebody is signing out here, so that what is refused meanwhile must not lead anywhere else. */
export const isSigningOut = (): boolean => leaving;

/** Ends the session, forgets what this device kept and leads to the sign-in page. Throws what the server refused. */
export async function signOut(): Promise<void> {
  leaving = true;
  try {
    await api('POST', '/auth/logout', {});
  } catch (error) {
    // A session that is already gone is as good as signed out.
    if (!isApiError(error, 'unauthenticated')) {
      leaving = false;
      throw error;
    }
  }
  forgetKept();
  // A page that the browser brings back as it was begins anew.
  window.addEventListener('pagehide', () => (leaving = false), { once: true });
  location.assign('/sign-in');
}
