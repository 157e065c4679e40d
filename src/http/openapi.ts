import { z } from 'zod';
import type { Operation } from '@/core/run/module';
import type { Contract } from '@/core/shape/contract';
import type { CustomField, CustomKind } from '@/core/shape/custom-field';
import { errorStatus } from '@/core/shape/errors';

type Json = Record<string, unknown>;

export interface DocumentOptions {
  readonly base_url: string;
  readonly version: string;
  /** The fields of the caller's company, by object; empty when signed out. */
  readonly custom: ReadonlyMap<string, readonly CustomField[]>;
}

/** The OpenAPI 3.1 document of these operations. */
export function openApi(operations: readonly Operation[], options: DocumentOptions): Json {
  const paths: Record<string, Json> = {};
  for (const { contract } of operations) {
    const path = `/api${contract.path}`;
    paths[path] = {
      ...paths[path],
      [contract.method.toLowerCase()]: operationOf(contract, options),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ambit',
      version: options.version,
      description: 'The API of this company, its own fields included.',
    },
    servers: [{ url: options.base_url }],
    tags: [...new Set(operations.map(({ contract }) => contract.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes,
      schemas: { Error: errorSchema, Pagination: paginationSchema },
      responses: refusals,
    },
  };
}

const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'ambit_session',
    description: 'Set by POST /api/auth/login.',
  },
  key: { type: 'http', scheme: 'bearer', description: 'An API key, amb_...' },
};

const nullable = (type: string) => ({ type: [type, 'null'] });
const paginationSchema = {
  type: 'object',
  properties: {
    page: nullable('integer'),
    limit: { type: 'integer' },
    total: nullable('integer'),
    totalPages: nullable('integer'),
    total_is_estimate: { type: 'boolean' },
    next_cursor: nullable('string'),
    prev_cursor: nullable('string'),
  },
};

const errorSchema = {
  type: 'object',
  required: ['success', 'error', 'message', 'request_id'],
  properties: {
    success: { const: false },
    error: { type: 'string', enum: Object.keys(errorStatus) },
    message: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    data: {},
    request_id: { type: 'string' },
  },
};

const errorContent = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
const refusals = Object.fromEntries(
  [...new Set(Object.values(errorStatus))].map((status) => {
    const codes = Object.entries(errorStatus).flatMap(([code, of]) =>
      of === status ? [code] : [],
    );
    return [String(status), { description: codes.join(', '), content: errorContent }];
  }),
);

function operationOf(contract: Contract, options: DocumentOptions): Json {
  const mutation = contract.method !== 'GET';
  const security = { none: [], session: [{ session: [] }], any: [{ session: [] }, { key: [] }] }[
    contract.auth
  ];
  return {
    operationId: contract.name,
    summary: contract.summary,
    tags: [contract.tag],
    security,
    ...(contract.permission ? { 'x-permission': contract.permission } : {}),
    ...(contract.events?.length ? { 'x-events': contract.events } : {}),
    parameters: [
      ...parametersOf(contract.params, 'path'),
      ...parametersOf(contract.query, 'query'),
      ...(mutation && contract.auth !== 'none' ? [idempotencyKey] : []),
    ],
    ...(mutation ? requestBody(contract, options) : {}),
    responses: { [contract.status ?? 200]: successOf(contract, options), ...refusalsOf(contract) },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeats of a request with the same key within 48 hours get its first answer.',
  schema: { type: 'string', maxLength: 255 },
};

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties, required, additionalProperties, patternProperties } = schemaOf(
    schema,
    'input',
  ) as {
    properties?: Record<string, Json>;
    required?: string[];
    additionalProperties?: unknown;
    patternProperties?: unknown;
  };
  const named = Object.entries(properties ?? {}).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || (required?.includes(name) ?? false),
    ...(typeof of.description === 'string' ? { description: of.description } : {}),
    schema: of,
  }));
  const open =
    patternProperties !== undefined ||
    (additionalProperties !== undefined && additionalProperties !== false);
  return open ? [...named, filterParameter] : named;
}

const filterParameter = {
  name: 'filter',
  in: 'query',
  required: false,
  style: 'deepObject',
  explode: true,
  description: 'filter[field]=value, filter[field][operator]=value, or filter=<JSON> for and/or.',
  schema: { type: 'object', additionalProperties: true },
};

function requestBody(contract: Contract, { custom }: DocumentOptions): Json {
  if (contract.multipart) {
    const schema = {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary' },
        ...Object.fromEntries(contract.multipart.fields.map((name) => [name, { type: 'string' }])),
      },
    };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  if (!contract.body) return {};
  const schema = withCustom(schemaOf(contract.body, 'input'), contract, custom);
  const type = contract.form
    ? '*/*'
    : contract.urlencoded
      ? 'application/x-www-form-urlencoded'
      : 'application/json';
  return { requestBody: { required: true, content: { [type]: { schema } } } };
}

function successOf(contract: Contract, { custom }: DocumentOptions): Json {
  if (contract.answer === 'raw')
    return { description: 'The document itself, without an envelope.' };
  const data = withCustom(schemaOf(contract.output, 'output'), contract, custom);
  const schema = {
    type: 'object',
    required: ['success', 'data', 'request_id'],
    properties: {
      success: { const: true },
      data,
      message: { type: 'string' },
      ...(contract.answer === 'list'
        ? { pagination: { $ref: '#/components/schemas/Pagination' } }
        : {}),
      request_id: { type: 'string' },
    },
  };
  return { description: 'Done.', content: { 'application/json': { schema } } };
}

function refusalsOf({ auth, params, body, query, method }: Contract): Json {
  const statuses = [400, 429, 500, 503];
  if (auth !== 'none') statuses.push(401, 403);
  if (params) statuses.push(404);
  if (method !== 'GET') statuses.push(403, 409, 413, 415, 422);
  if (body && (method === 'PATCH' || method === 'PUT')) statuses.push(412);
  if (query && method === 'GET') statuses.push(400);
  return Object.fromEntries(
    [...new Set(statuses)]
      .sort()
      .map((status) => [status, { $ref: `#/components/responses/${status}` }]),
  );
}

const known = { input: new WeakMap<z.ZodType, Json>(), output: new WeakMap<z.ZodType, Json>() };

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  let json = known[io].get(schema);
  if (!json) {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      reused: 'inline',
    });
    json = rest;
    known[io].set(schema, json);
  }
  return json;
}

/** Puts the company's own fields where the schema has `custom`, however deep. */
function withCustom(schema: Json, { object }: Contract, custom: DocumentOptions['custom']): Json {
  const fields = object ? custom.get(object) : undefined;
  if (!fields?.length) return schema;
  const properties = Object.fromEntries(fields.map((field) => [field.key, customSchema(field)]));
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, visit(value)]),
    );
    const own = copy.properties as Json | undefined;
    if (own && typeof own === 'object' && 'custom' in own) {
      copy.properties = {
        ...own,
        custom: { type: 'object', properties, additionalProperties: false },
      };
    }
    return copy;
  };
  return visit(schema) as Json;
}

const customTypes: Record<CustomKind, Json> = {
  text: nullable('string'),
  long_text: nullable('string'),
  email: { ...nullable('string'), format: 'email' },
  phone: nullable('string'),
  url: { ...nullable('string'), format: 'uri' },
  integer: nullable('integer'),
  decimal: nullable('number'),
  percent: nullable('number'),
  boolean: { type: 'boolean' },
  date: { ...nullable('string'), format: 'date' },
  datetime: { ...nullable('string'), format: 'date-time' },
  choice: nullable('string'),
  multi_choice: { type: 'array' },
  user: { ...nullable('string'), format: 'uuid' },
};

function customSchema({ kind, label, choices }: CustomField): Json {
  const values = choices.map(({ value }) => value);
  const base = { ...customTypes[kind], title: label };
  if (kind === 'choice') return { ...base, enum: [...values, null] };
  if (kind === 'multi_choice') return { ...base, items: { type: 'string', enum: values } };
  return base;
}
