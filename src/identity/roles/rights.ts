import {
  type FieldRight,
  type FieldRights,
  hasFieldRights,
  wider,
  withKin,
} from '@/core/shape/field-rights';
import type { ObjectDefinition } from '@/core/shape/object';
import {
  farther,
  isOwned,
  type PartialReach,
  type Reach,
  type Reaching,
  type ReachingVerb,
} from '@/core/shape/reach';
import {
  type Administration,
  permissionsOf,
  type RecordVerb,
  type RoleName,
  recordVerbs,
  withConfiguration,
} from '../permissions';

/** Rights of roles that administrators compose. Client-safe: the matrix on screen is made of the same. */

/** What a role may do with one object, and how far. Export, import and bulk changes go no farther than what is done by them. */
export type ObjectRights = Readonly<Record<RecordVerb, Reach>>;

/** `*` stands for every object that is not named. The contract has the shape of it. */
export interface RoleRights {
  readonly objects: Readonly<Record<string, ObjectRights>>;
  readonly administration: readonly Administration[];
  /** Fields that it shows or writes less than whole. */
  readonly fields?: FieldRights;
}

export const noRights: ObjectRights = {
  ...{ read: 'none', create: 'none', update: 'none', delete: 'none' },
  ...{ export: 'none', import: 'none', bulk: 'none' },
};

/** Objects that rights can be given for; the others follow those they belong to, or are configuration, which is one right of administration. */
export const objectsWithRights = (objects: Iterable<ObjectDefinition>): ObjectDefinition[] =>
  [...objects].filter(({ configuration, part_of, joins }) => !configuration && !part_of && !joins);

export const rightsFor = ({ objects }: RoleRights, name: string): ObjectRights =>
  objects[name] ?? objects['*'] ?? noRights;

/** What somebody may do, and how far. */
export interface Granted {
  readonly permissions: ReadonlySet<string>;
  /** Null: to every record. */
  readonly reach: Reaching | null;
  /** Null: every field. */
  readonly fields: FieldRights | null;
}

/** Who the words of a reach mean for one member. */
export type People = Pick<Reaching, 'people' | 'teams'>;

/**
 * Everything the built-in role and the composed ones of a member allow together: per object and verb the farthest of
 * them. Parts (lines, comments, files) follow what they belong to; configuration is read by all.
 */
export function grantOf(
  role: RoleName,
  composed: readonly RoleRights[],
  objects: Iterable<ObjectDefinition>,
  people: People,
): Granted {
  const all = [...objects];
  const permissions = new Set(permissionsOf(role, all));
  if (composed.length === 0) return { permissions, reach: null, fields: null };
  const builtIn = new Set(permissions);
  const limited: Record<string, Partial<Record<ReachingVerb, PartialReach>>> = {};
  for (const object of objectsWithRights(all)) {
    for (const verb of recordVerbs) {
      const own = permissions.has(`${object.name}:${verb}`) ? 'all' : 'none';
      const far = composed.map((one) => rightsFor(one, object.name)[verb]).reduce(farther, own);
      if (verb === 'import' && !object.importable) continue;
      if (far !== 'none') permissions.add(`${object.name}:${verb}`);
      // What is not read at all is no more to be seen through anything else.
      if (isOwned(object) && far !== 'all' && (far !== 'none' || verb === 'read'))
        limited[object.name] = { ...limited[object.name], [verb]: far };
    }
  }
  for (const object of all) if (object.part_of || object.joins) followWholes(object, permissions);
  for (const right of composed.flatMap((one) => one.administration)) permissions.add(right);
  withConfiguration(permissions, all);
  const reach = Object.keys(limited).length === 0 ? null : { objects: limited, ...people };
  return { permissions, reach, fields: fieldsOf(builtIn, composed, all) };
}

/**
 * Per field the widest of what the roles say that let its object be read: those that do not have no say in it. A built-in role
 * that reads it shows every field.
 */
function fieldsOf(
  builtIn: ReadonlySet<string>,
  composed: readonly RoleRights[],
  objects: readonly ObjectDefinition[],
): FieldRights | null {
  if (composed.every(({ fields = {} }) => Object.keys(fields).length === 0)) return null;
  const byName = new Map(objects.map((object) => [object.name, object]));
  const said = composed.map((role) => ({ role, fields: withKin(role.fields, objects) }));
  const limited: Record<string, Record<string, FieldRight>> = {};
  for (const object of objects.filter(hasFieldRights)) {
    const { name } = object;
    if (builtIn.has(`${name}:read`)) continue;
    const saying = said.filter(({ role }) => reads(role, object, byName));
    // Nobody reads it, so it does not matter which of them is believed.
    const [first, ...others] = saying.length > 0 ? saying : said;
    for (const [field, right] of Object.entries(first?.fields[name] ?? {})) {
      const left = others.reduce<FieldRight | undefined>(
        (widest, { fields }) => wider(widest, fields[name]?.[field]),
        right,
      );
      if (left) limited[name] = { ...limited[name], [field]: left };
    }
  }
  return Object.keys(limited).length === 0 ? null : limited;
}

/** Whether a role lets some records of an object be read: parts with one of their wholes. */
function reads(
  role: RoleRights,
  object: ObjectDefinition,
  objects: ReadonlyMap<string, ObjectDefinition>,
): boolean {
  const { name, part_of, fields } = object;
  if (!part_of) return rightsFor(role, name).read !== 'none';
  return part_of.some((link) => {
    const whole = objects.get(fields[link]?.target ?? '');
    return whole !== undefined && reads(role, whole, objects);
  });
}

/** Parts are read with one of their wholes, and written by whoever may change one. */
function followWholes(object: ObjectDefinition, permissions: Set<string>): void {
  const wholes = (object.part_of ?? object.joins?.slice(0, 1) ?? []).flatMap(
    (link) => object.fields[link]?.target ?? [],
  );
  for (const verb of recordVerbs) {
    const needed =
      verb === 'read' || verb === 'export' || verb === 'import' || verb === 'bulk'
        ? verb
        : 'update';
    if (verb === 'import' && !object.importable) continue;
    if (wholes.some((whole) => permissions.has(`${whole}:${needed}`)))
      permissions.add(`${object.name}:${verb}`);
  }
}

/** Whether somebody with these rights may give a right that goes so far: theirs goes as far. */
export function mayGive(
  { permissions, reach }: Granted,
  { name, importable }: Pick<ObjectDefinition, 'name' | 'importable'>,
  verb: RecordVerb,
  far: Reach,
): boolean {
  if (far === 'none') return true;
  if (!permissions.has(`${name}:${verb}`)) return verb === 'import' && !importable;
  const own = reach?.objects[name]?.[verb];
  return own === undefined || farther(own, far) === own;
}

/** Whether somebody with these rights may give the role: it allows nothing that they may not do themselves, reaches no farther and shows no more. */
export const covers = (
  granted: Granted,
  rights: RoleRights,
  objects: Iterable<ObjectDefinition>,
): boolean => {
  const all = [...objects];
  return (
    rights.administration.every((right) => granted.permissions.has(right)) &&
    objectsWithRights(all).every((object) =>
      recordVerbs.every((verb) =>
        mayGive(granted, object, verb, rightsFor(rights, object.name)[verb]),
      ),
    ) &&
    coversFields(granted, rights, all)
  );
};

function coversFields(
  { fields }: Granted,
  rights: RoleRights,
  objects: readonly ObjectDefinition[],
): boolean {
  if (fields === null) return true;
  const byName = new Map(objects.map((object) => [object.name, object]));
  const given = withKin(rights.fields, objects);
  return objects
    .filter((object) => fields[object.name] && reads(rights, object, byName))
    .every(({ name }) =>
      Object.entries(fields[name] ?? {}).every(
        ([field, own]) => wider(own, given[name]?.[field]) === own,
      ),
    );
}
