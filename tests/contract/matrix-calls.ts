import type { Contract } from '@/core/shape/contract';
import { newId } from '@/platform/ids';
import { multipart, placed, referencesOf, searchesWith } from './foreign-calls';
import { inputSchema } from './generate';
import { type Call, smallestCall } from './house';
import { type CallerName, callerNames, type IdKind, idKinds, type World } from './matrix-world';

/** Where in the house an id is tried. What has a road of its own is counted under it, wherever in the call the id stands. */
export const places = [
  ...['path', 'body', 'query', 'filter', 'include', 'plain'],
  ...['bulk', 'import', 'export', 'stream', 'file', 'notification', 'history', 'search'],
] as const;
export type Place = (typeof places)[number];

export interface Attempt {
  readonly contract: Contract;
  readonly caller: CallerName;
  readonly kind: IdKind;
  readonly place: Place;
  /** The id stands in the path, so the call is about what it names. */
  readonly named: boolean;
  readonly call: Call;
  /** What the caller said, which an answer may repeat. */
  readonly sent: string;
}

const roads: readonly (readonly [Place, RegExp])[] = [
  ['bulk', /\.bulk$/],
  ['import', /^imports?\.|\.import$/],
  ['export', /export|\.pdf$/],
  ['stream', /stream|^presence\./],
  ['file', /^(files|uploads)\.|logo|\.read_feed$/],
  ['notification', /^(notifications|follows)\./],
  ['history', /\.(history|as_of|restore_to|timeline|undo)$|^events\./],
  ['search', /^search\./],
];
const roadOf = ({ name }: Contract): Place | undefined =>
  roads.find(([, pattern]) => pattern.test(name))?.[0];

/** What stops a caller before an id is looked at, as the contract says it; null: nothing does. */
export function barred(world: World, contract: Contract, name: CallerName): 401 | 403 | null {
  const caller = world.callers.get(name);
  if (contract.auth === 'none') return null;
  if (!caller) return 401;
  if (contract.auth === 'session' && caller.kind === 'api_key') return 403;
  if (caller.networks && !contract.from_anywhere) return 403;
  if (caller.lacks_second_factor && !contract.before_policy) return 403;
  if (contract.permission && !caller.permissions.has(contract.permission)) return 403;
  return contract.fresh && caller.stale ? 403 : null;
}

/** The id of a kind that an operation is about; null: there is none of this kind. */
export function idFor(world: World, contract: Contract, kind: IdKind): string | null {
  const { object = '' } = contract;
  if (kind === 'random') return newId();
  const record = world.records[kind].get(object);
  if (record) return record;
  if (kind === 'colleague') return world.things.get(contract.name)?.id ?? world.mine.user.id;
  if (kind === 'foreign') return world.theirs.user.id;
  if (kind === 'own' || object) return null;
  return world.records.deleted.get('contacts') ?? null;
}

/** Where the turns of an operation begin: by its name, so that one more operation moves nobody else's and no figure falls. */
const turnOf = ({ name }: Contract): number => Buffer.from(name).reduce((sum, byte) => sum + byte);

const isConfiguration = ({ house }: World, { object = '' }: Contract): boolean =>
  house.app.registry.objects.get(object)?.configuration === true;

/** Every call of one operation: by everybody, with ids of every kind, in every place that takes one. */
export function* attemptsOf(world: World, contract: Contract): Generator<Attempt> {
  const turn = turnOf(contract);
  for (const [at, caller] of callerNames.entries())
    for (const kind of idKinds) {
      const calls = [...callsWith(world, contract, kind)];
      const stopped = barred(world, contract, caller) !== null;
      // Everything by those with the least and the most rights; the others take turns, and whoever is stopped is so at once.
      const setsUp = caller === 'configurer' && isConfiguration(world, contract);
      const all = (caller === 'custom' || caller === 'owner' || setsUp) && !stopped;
      const taken = all ? calls : calls.filter((_, index) => index === (at + turn) % calls.length);
      const as = world.callers.get(caller) ?? null;
      for (const { call, ...rest } of taken)
        yield { contract, caller, kind, ...rest, call: { ...call, as } };
    }
}

type Placed = Pick<Attempt, 'place' | 'named' | 'call' | 'sent'>;

function* callsWith(world: World, contract: Contract, kind: IdKind): Generator<Placed> {
  const id = idFor(world, contract, kind);
  if (id === null) return;
  const road = roadOf(contract);
  const at = (place: Place, call: Call): Placed => ({
    place: road ?? place,
    named: place === 'path',
    call,
    sent: id,
  });
  const whole = smallestCall(contract, id);
  const things = world.things.get(contract.name) ?? {};
  const foreignThings = contract.path.includes('{object}') ? { ...things, id } : {};
  const params = { ...whole.params, ...(kind === 'colleague' ? things : foreignThings) };
  if (contract.path.includes('{')) yield at('path', { ...whole, params });
  const colleague = world.records.colleague.get(contract.object ?? '') ?? things.id ?? newId();
  const standing = {
    ...smallestCall(contract, colleague),
    params: { ...whole.params, id: colleague, ...things },
  };
  if (contract.method === 'GET') yield* asking(world, contract, kind, id, standing.params, at);
  else if (contract.multipart)
    yield at('import', {
      params: standing.params,
      body: multipart(`Id,Last Name,Name,Account Name\n${id},mine,mine,${id}\n`),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
  else {
    const schema = inputSchema(contract, 'body');
    for (const body of schema ? placed(world.house, contract, schema, id) : [])
      yield at('body', { params: standing.params, body });
    if (!schema && !contract.path.includes('{')) yield at('plain', standing);
  }
}

function* asking(
  world: World,
  contract: Contract,
  kind: IdKind,
  id: string,
  params: Record<string, string>,
  at: (place: Place, call: Call) => Placed,
): Generator<Placed> {
  for (const { place, search } of searchesWith(world.house, contract, id))
    yield at(place, { params, search });
  const included = referencesOf(world.house, contract)
    .map((name) => name.replace(/_id$/, ''))
    .join(',');
  const names = Object.keys(inputSchema(contract, 'query')?.properties ?? {});
  if (names.includes('include') && included && kind !== 'random')
    yield at('include', { params, search: `?include=${included}` });
  if (!contract.path.includes('{'))
    for (const search of [
      '',
      '?limit=100',
      '?q=canary',
      '?q=house',
      '?count=exact',
      '?deleted=true',
    ])
      yield at('plain', { params, search });
}
