/**
 * Whether browsers may be sent there: https, http to this computer (RFC 8252, 7.3), or the private scheme of an app, which
 * has a dot so that it is none of the browser's own.
 */
export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || /[\s#\\]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return hostname !== '';
  if (protocol === 'http:') return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return /^[a-z][a-z\d+-]*\.[a-z\d.+-]+:$/.test(protocol);
}
