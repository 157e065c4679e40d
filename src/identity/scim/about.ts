import { open } from '@/core/run/module';
import * as contract from './contract';
import { asDirectory, type Json, listAnswer, schema, scimAnswer } from './protocol';

const supported = (yes: boolean) => ({ supported: yes });

/** GET /api/scim/v2/ServiceProviderConfig */
export const serviceProviderConfig = open(contract.serviceProviderConfig, (ctx, { request }) =>
  asDirectory(ctx, request, async () =>
    scimAnswer({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: supported(true),
      bulk: { ...supported(false), maxOperations: 0, maxPayloadSize: 0 },
      filter: { ...supported(true), maxResults: 200 },
      changePassword: supported(false),
      sort: supported(false),
      etag: supported(false),
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'Bearer token',
          description: 'The token that the settings of single sign-on show once',
          primary: true,
        },
      ],
      meta: { resourceType: 'ServiceProviderConfig' },
    }),
  ),
);

const type = (name: string, endpoint: string, of: string): Json => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id: name,
  name,
  endpoint,
  schema: of,
  meta: { resourceType: 'ResourceType' },
});

/** GET /api/scim/v2/ResourceTypes */
export const resourceTypes = open(contract.resourceTypes, (ctx, { request }) =>
  asDirectory(ctx, request, async () => {
    const types = [type('User', '/Users', schema.user), type('Group', '/Groups', schema.group)];
    return listAnswer(types, types.length, 1);
  }),
);

const attribute = (name: string, more: Json = {}): Json => ({
  name,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

const userAttributes: Json[] = [
  attribute('userName', { required: true, uniqueness: 'server' }),
  attribute('displayName'),
  attribute('name', {
    type: 'complex',
    subAttributes: ['formatted', 'givenName', 'familyName'].map((name) => attribute(name)),
  }),
  attribute('emails', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value'),
      attribute('type'),
      attribute('primary', { type: 'boolean' }),
    ],
  }),
  attribute('active', { type: 'boolean' }),
  attribute('groups', {
    type: 'complex',
    multiValued: true,
    mutability: 'readOnly',
    subAttributes: [attribute('value'), attribute('display')],
  }),
];

const groupAttributes: Json[] = [
  attribute('displayName', { required: true }),
  attribute('members', {
    type: 'complex',
    multiValued: true,
    subAttributes: [attribute('value'), attribute('display', { mutability: 'readOnly' })],
  }),
];

const described = (id: string, name: string, attributes: Json[]): Json => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  attributes,
  meta: { resourceType: 'Schema' },
});

/** GET /api/scim/v2/Schemas */
export const schemas = open(contract.schemas, (ctx, { request }) =>
  asDirectory(ctx, request, async () => {
    const all = [
      described(schema.user, 'User', userAttributes),
      described(schema.group, 'Group', groupAttributes),
    ];
    return listAnswer(all, all.length, 1);
  }),
);
