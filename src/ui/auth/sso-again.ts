/** Where somebody who came by single sign-on signs in anew, to come back here. */
export const ssoAgain = (): string =>
  `/sign-in/sso?next=${encodeURIComponent(location.pathname + location.search)}`;
