import { expect } from 'vitest';
import type { Principal } from '@/core/run/context';
import type { Contract } from '@/core/shape/contract';
import { newId } from '@/platform/ids';
import { uploadBytes } from '../support/files';
import { inputSchema, type Schema, smallest } from './generate';
import type { House } from './house';

export const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Records and the rest of a company, all texts of them recognisable by `mark`. */
export async function furnish(
  house: House,
  stranger: Principal,
  mark: 'canary' | 'house' = 'canary',
): Promise<void> {
  for (const { name, fields, part_of } of house.app.registry.objects.values()) {
    const texts = Object.entries(fields).filter(
      ([, { kind, max = 255, readonly }]) =>
        ['text', 'long_text'].includes(kind) && max >= 30 && !readonly,
    );
    const body: Record<string, string> = Object.fromEntries(
      texts.map(([field]) => [field, `${mark} of ${name} ${field}`]),
    );
    for (const [field, { required, target, choices }] of Object.entries(fields))
      if (required && target) body[field] = await house.record(stranger, target);
      else if (required && choices?.[0]) body[field] = choices[0].value;
    const whole = fields[part_of?.[0] ?? '']?.target;
    if (part_of?.[0] && whole) body[part_of[0]] = await house.record(stranger, whole);
    if (fields.email) body.email = `${mark}@${newId()}.example`;
    // Only a lost deal says why.
    if (name === 'deals') body.stage_id = await lostStage(house, stranger);
    // A rule has its own grammar, which no canary fits.
    if (name === 'tasks') delete body.recurrence;
    if (name === 'files') body.upload_id = await uploadBytes(house.app, stranger);
    await made(house, `${name}.create`, body, stranger);
    await made(
      house,
      'fields.create',
      { object: name, label: `${mark} field of ${name}`, kind: 'text' },
      stranger,
    );
    await made(
      house,
      `${name}.bulk`,
      { delete: { filter: { and: [{ field: 'title', op: 'eq', value: 'nothing' }] } } },
      stranger,
    );
    await made(
      house,
      `${name}.import`,
      multipart(`Last Name,Name\n${mark} of an import,${mark} of an import\n`),
      stranger,
      { 'content-type': 'multipart/form-data; boundary=x' },
    );
  }
  await made(
    house,
    'invitations.create',
    { email: `${mark}@${newId()}.example`, role: 'rep' },
    stranger,
  );
  await made(house, 'api_keys.create', { name: `${mark} of a key`, scopes: ['*:read'] }, stranger);
}

async function lostStage(house: House, stranger: Principal): Promise<string> {
  const reply = await house.call(house.operation('stages.list'), {
    as: stranger,
    search: '?filter[kind]=lost',
  });
  const [stage] = (reply.json?.data ?? []) as { id: string }[];
  return stage?.id ?? '';
}

/** Calls an operation that has to succeed. */
export async function made(
  house: House,
  name: string,
  body: unknown,
  as: Principal,
  headers: Record<string, string> = {},
): Promise<void> {
  if (!house.app.registry.operations.has(name)) return;
  const reply = await house.call(house.operation(name), { as, body, headers });
  expect([200, 201, 202], `${name}: ${reply.text}`).toContain(reply.status);
}

export const multipart = (text: string): string =>
  `--x\r\ncontent-disposition: form-data; name="options"\r\n\r\n{"start":true}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="canary file.csv"\r\n\r\n${text}\r\n--x--\r\n`;

const looksLikeId = (key: string): boolean => /(^|_)ids?$/.test(key);

/** What an id is asked for by: where it stands, and the search. */
export interface Search {
  readonly place: 'query' | 'filter';
  readonly search: string;
}

/** Every search in which `id` stands in one place that takes an id, a word or a cursor. */
export function searchesWith(house: House, contract: Contract, id: string): Search[] {
  const { objects } = house.app.registry;
  const names = Object.keys(inputSchema(contract, 'query')?.properties ?? {});
  const asked = names
    .filter((name) => looksLikeId(name) || name === 'q' || name === 'cursor')
    .map((name) => `?${name}=${id}`);
  if (names.includes('record_id') && names.includes('object'))
    asked.push(...[...objects.keys()].map((object) => `?object=${object}&record_id=${id}`));
  const filtered = names.includes('sort')
    ? ['id', ...referencesOf(house, contract)].map((name) => `?filter[${name}]=${id}`)
    : [];
  return [
    ...asked.map((search): Search => ({ place: 'query', search })),
    ...filtered.map((search): Search => ({ place: 'filter', search })),
  ];
}

/** The fields of an operation's object that hold ids of records and members. */
export const referencesOf = ({ app }: House, { object = '' }: Contract): string[] =>
  Object.entries(app.registry.objects.get(object)?.fields ?? {})
    .filter(([, { kind }]) => kind === 'ref' || kind === 'user')
    .map(([name]) => name);

/** Every body in which `id` stands in one place that takes an id; what else is required is there. */
export function* placed(
  house: House,
  contract: Contract,
  schema: Schema,
  id: string,
  key = '',
): Generator<unknown> {
  for (const branch of schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [])
    yield* placed(house, contract, branch, id, key);
  if (schema.type === 'string' && schema.format === 'uuid') yield id;
  if (schema.items) for (const one of placed(house, contract, schema.items, id, key)) yield [one];
  if (key === 'filter') yield { field: 'id', op: 'eq', value: id };
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    for (const value of placed(house, contract, part, id, name))
      yield { ...whole(house, contract, schema), [name]: value };
  }
}

/** The required part of an object; of a record also one of the fields of which it needs one. */
function whole(house: House, contract: Contract, schema: Schema): object {
  const definition = house.app.registry.objects.get(contract.object ?? '');
  const needed = definition?.require_one_of?.[0];
  const one = needed !== undefined && schema.properties?.[needed] ? { [needed]: 'Somebody' } : {};
  const set = schema.properties?.set && schema.properties.ids ? { set: {} } : {};
  return { ...one, ...set, ...(smallest(schema) as object) };
}
