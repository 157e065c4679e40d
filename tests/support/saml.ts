import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { newId } from '@/platform/ids';
import { projectRoot } from '@/platform/paths';

const fixture = (name: string) =>
  readFileSync(join(projectRoot, 'tests/fixtures/saml', name), 'utf8');
export const certificate = fixture('provider.crt');
const key = fixture('provider.key');

export const providerId = 'https://idp.example/saml';

/** What a provider is asked: read from the address that the sign-in page sends people to. */
export interface Asked {
  readonly id: string;
  readonly acs: string;
  readonly audience: string;
  readonly relay: string;
}

export function askedIn(address: string): Asked {
  const { searchParams } = new URL(address);
  const xml = inflateRawSync(
    Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64'),
  ).toString();
  const part = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '';
  return {
    id: part(/ ID="([^"]+)"/),
    acs: part(/AssertionConsumerServiceURL="([^"]+)"/),
    audience: part(/Issuer[^>]*>([^<]+)</),
    relay: searchParams.get('RelayState') ?? '',
  };
}

const at = (minutes: number): string => {
  const now = performance.timeOrigin + performance.now() + minutes * 60_000;
  return new Date(now).toISOString();
};

/** What an assertion says; what is not given is as it should be. */
export interface Said {
  readonly subject: string;
  readonly email?: string;
  readonly format?: string;
  readonly issuer?: string;
  readonly audience?: string | null;
  readonly recipient?: string;
  readonly inResponseTo?: string | null;
  readonly from?: number;
  readonly until?: number;
  readonly method?: string;
}

export function assertionFor(asked: Asked, said: Said, id = `_${newId()}`): string {
  const { audience = asked.audience, inResponseTo = asked.id } = said;
  const from = at(said.from ?? -1);
  const until = at(said.until ?? 5);
  const answering = inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${from}"><saml:Issuer>${said.issuer ?? providerId}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:${said.format ?? 'persistent'}">${said.subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:${said.method ?? 'bearer'}"><saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${said.recipient ?? asked.acs}"${answering}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}">${audience === null ? '' : `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`}</saml:Conditions><saml:AuthnStatement AuthnInstant="${from}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>${said.email ?? ''}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="displayName"><saml:AttributeValue>Ada Byron</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`;
}

/** Signs the one element with this id, as providers do. */
export function signed(
  xml: string,
  { privateKey = key, hash = 'sha256', element = 'Assertion' } = {},
): string {
  const sha1 = hash === 'sha1';
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm: sha1
      ? 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
      : 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath: `//*[local-name()='${element}']`,
    digestAlgorithm: sha1
      ? 'http://www.w3.org/2000/09/xmldsig#sha1'
      : 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
  });
  signer.computeSignature(xml, {
    location: {
      reference: `//*[local-name()='${element}']/*[local-name()='Issuer']`,
      action: 'after',
    },
  });
  return signer.getSignedXml();
}

/** An answer around assertions, not signed itself. */
export const responseOf = (asked: Asked, inside: string): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${newId()}" Version="2.0" IssueInstant="${at(0)}" Destination="${asked.acs}" InResponseTo="${asked.id}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${providerId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${inside}</samlp:Response>`;

/** The form that a provider has the browser send. */
export const formOf = (asked: Asked, xml: string): string =>
  new URLSearchParams({
    SAMLResponse: Buffer.from(xml).toString('base64'),
    RelayState: asked.relay,
  }).toString();

export interface SamlProvider {
  readonly url: string;
  readonly email: string;
  close(): Promise<void>;
}

/** A provider on loopback whose page signs `email` in by one click. */
export async function startSamlProvider(email: string): Promise<SamlProvider> {
  const server = createServer((request, response) => {
    const asked = askedIn(`http://127.0.0.1${request.url}`);
    const xml = responseOf(asked, signed(assertionFor(asked, { subject: 'ada', email })));
    const value = Buffer.from(xml).toString('base64');
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      `<title>Provider</title><form method="post" action="${asked.acs}"><input type="hidden" name="SAMLResponse" value="${value}"><input type="hidden" name="RelayState" value="${asked.relay}"><button>Continue as ${email}</button></form>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    email,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
