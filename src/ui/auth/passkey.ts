import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import { api } from '@/ui/data/api';

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Has the browser ask for a passkey of this site; null when the person changed their mind. */
export async function askPasskey(): Promise<object | null> {
  const { data } = await api<RequestOptions>('POST', '/auth/passkey/options', {});
  return given(startAuthentication({ optionsJSON: data }));
}

/** Has the browser make a passkey for whoever is signed in; null when they changed their mind. */
export async function makePasskey(): Promise<object | null> {
  const { data } = await api<CreationOptions>('POST', '/passkeys/options', {});
  return given(startRegistration({ optionsJSON: data }));
}

/** Whatever a browser says when no passkey came of it, from "cancelled" to "there is one already", needs no error of ours. */
async function given(answer: Promise<object>): Promise<object | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof WebAuthnError || error instanceof DOMException) return null;
    if (error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name))
      return null;
    throw error;
  }
}
