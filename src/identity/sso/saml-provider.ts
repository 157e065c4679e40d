import { X509Certificate } from 'node:crypto';
import { type Profile, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { App } from '@/core/run/context';
import type { Env } from '@/platform/env';
import type { Vouched } from './admit';
import { addressOf, nameOf } from './person';
import { refused } from './refusals';
import type { OpenConnection } from './rows';

/** Where providers post their answers, and what this installation is called at them. */
export const answerUrl = (env: Env): string => `${env.base_url}/api/auth/sso/saml/acs`;
export const entityId = (env: Env): string => `${env.base_url}/api/auth/sso/saml/metadata`;

/** How far the clock of a provider may be off, ms. */
const skew = 60_000;

/** The library for one sign-in. What it leaves open about the assertion is checked in `personIn`. */
export function samlFor(
  { env }: Pick<App, 'env'>,
  { issuer, sso_url, certificates }: Pick<OpenConnection, 'issuer' | 'sso_url' | 'certificates'>,
  request_id: string,
): SAML {
  return new SAML({
    callbackUrl: answerUrl(env),
    issuer: entityId(env),
    audience: entityId(env),
    entryPoint: sso_url,
    idpIssuer: issuer,
    idpCert: [...certificates],
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: skew,
    validateInResponseTo: ValidateInResponseTo.never,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    generateUniqueId: () => request_id,
  });
}

/** What a provider has to be told, as XML. */
export const metadataOf = (app: App): string =>
  samlFor(
    app,
    { issuer: '', sso_url: '', certificates: ['none'] },
    '_',
  ).generateServiceProviderMetadata(null);

/** A certificate as PEM, however it was pasted; null when it is none. */
export function pemOf(text: string): string | null {
  const body = text.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  try {
    return new X509Certificate(Buffer.from(body, 'base64')).toString();
  } catch {
    return null;
  }
}

/** What no answer needs and attacks do: definitions of entities, and signatures by a broken hash. */
const suspicious = /<!DOCTYPE|<!ENTITY|xmldsig#(rsa-sha1|dsa-sha1|hmac-sha1|sha1)"/i;

/** Whom an answer vouches for. Throws 403 for one that is not signed, not of this provider, not for us, not for this request or not now. */
export async function checkedPerson(
  app: App,
  connection: OpenConnection,
  request_id: string,
  SAMLResponse: string,
): Promise<Vouched> {
  const xml = Buffer.from(SAMLResponse, 'base64').toString('utf8');
  if (suspicious.test(xml)) throw refused('sso_failed');
  try {
    const saml = samlFor(app, connection, request_id);
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
    if (!profile) throw refused('sso_failed');
    mustBeForUs(app, connection, request_id, profile);
    return personIn(profile);
  } catch (error) {
    throw refused('sso_failed', error);
  }
}

interface Parsed {
  readonly $?: Readonly<Record<string, string>>;
  readonly _?: string;
  readonly [child: string]: unknown;
}
const childrenOf = (node: Parsed | undefined, name: string): Parsed[] =>
  (node?.[name] as Parsed[] | undefined) ?? [];

/** What the profile of web sign-on (SAML 2.0 Profiles, 4.1.4.3) asks for beyond what the library checks, read from the signed assertion alone. */
function mustBeForUs(
  { env, clock }: App,
  { issuer }: OpenConnection,
  request_id: string,
  profile: Profile,
): void {
  const { Assertion } = (profile.getAssertion?.() ?? {}) as { Assertion?: Parsed };
  const from = childrenOf(Assertion, 'Issuer')[0]?._;
  const now = clock.now().getTime();
  const [subject] = childrenOf(Assertion, 'Subject');
  const confirmed = childrenOf(subject, 'SubjectConfirmation').some((confirmation) => {
    const { Recipient, InResponseTo, NotOnOrAfter, NotBefore } =
      childrenOf(confirmation, 'SubjectConfirmationData')[0]?.$ ?? {};
    return (
      confirmation.$?.Method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer' &&
      Recipient === answerUrl(env) &&
      InResponseTo === request_id &&
      NotBefore === undefined &&
      Date.parse(NotOnOrAfter ?? '') > now - skew
    );
  });
  const [conditions] = childrenOf(Assertion, 'Conditions');
  const restricted = childrenOf(conditions, 'AudienceRestriction').length > 0;
  const transient = profile.nameIDFormat?.endsWith(':transient');
  if (from !== issuer || !confirmed || !restricted || !profile.nameID || transient)
    throw new Error('The assertion is not for this sign-in.');
}

const mailNames = [
  ...['email', 'mail', 'emailAddress', 'urn:oid:0.9.2342.19200300.100.1.3'],
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
];
const fullNames = [
  ...['displayName', 'name', 'urn:oid:2.16.840.1.113730.3.1.241', 'urn:oid:2.5.4.3'],
  'http://schemas.microsoft.com/identity/claims/displayname',
];
const givenNames = [
  ...['givenName', 'firstName', 'urn:oid:2.5.4.42'],
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
];
const familyNames = [
  ...['surname', 'sn', 'lastName', 'urn:oid:2.5.4.4'],
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
];

function personIn({ nameID, attributes }: Profile): Vouched {
  const told = (attributes ?? {}) as Readonly<Record<string, unknown>>;
  const first = (names: readonly string[]): unknown =>
    names.map((name) => [told[name]].flat()[0]).find((value) => typeof value === 'string');
  return {
    subject: nameID,
    email: addressOf(first(mailNames)) || addressOf(nameID),
    email_verified: null,
    name:
      nameOf(first(fullNames)) || nameOf(`${first(givenNames) ?? ''} ${first(familyNames) ?? ''}`),
  };
}
