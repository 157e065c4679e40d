import { subjectOf } from '../shape/contract';
import { allFields, type ObjectDefinition } from '../shape/object';
import type { TimelineSource } from './context';
import type { RecordHooks } from './engine/hooks';
import type { Module, Operation, Registry } from './module';

/** The lookups over all modules. Throws, before anything is served, when two modules claim one thing or a contract cannot be mounted. */
export function registryOf(modules: readonly Module[]): Registry {
  const objects = new Map<string, ObjectDefinition>();
  const hooks = new Map<string, RecordHooks>();
  const operations = new Map<string, Operation>();
  const addresses = new Set<string>();
  for (const module of modules) {
    for (const object of module.objects ?? []) {
      const { name } = object.definition;
      if (objects.has(name)) throw new Error(`${module.name}: the object ${name} exists already`);
      objects.set(name, object.definition);
      if (object.hooks) hooks.set(name, object.hooks);
    }
    for (const operation of module.operations ?? []) {
      const { name, method, path } = operation.contract;
      const address = `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;
      if (operations.has(name))
        throw new Error(`${module.name}: the operation ${name} exists already`);
      if (addresses.has(address)) throw new Error(`${module.name}: ${address} is taken already`);
      checkContract(operation);
      operations.set(name, operation);
      addresses.add(address);
    }
  }
  checkTags([...operations.values()]);
  for (const object of objects.values()) {
    for (const [field, { target }] of Object.entries(object.fields)) {
      if (target && !objects.has(target))
        throw new Error(`${object.name}.${field}: there is no object ${target}`);
    }
  }
  const outcomes = modules.flatMap((module) => module.outcomes ?? []);
  const events = [...modules.flatMap((module) => module.events ?? []), ...outcomes];
  const company_setups = modules.flatMap((module) => module.setupCompany ?? []);
  const timeline = modules.flatMap((module) => module.timeline ?? []);
  checkTimeline(timeline, objects);
  const health = modules.flatMap((module) => module.health ?? []);
  return { objects, hooks, operations, events, outcomes, company_setups, timeline, health };
}

function checkTimeline(
  sources: readonly TimelineSource[],
  objects: ReadonlyMap<string, ObjectDefinition>,
): void {
  for (const { object, at } of sources) {
    const definition = objects.get(object);
    if (allFields(definition ?? { fields: {} })[at]?.kind !== 'datetime')
      throw new Error(`the timeline needs an object ${object} with a time ${at}`);
  }
}

/** A tag that no event bumps would keep an answer although it is no longer true. */
function checkTags(operations: readonly Operation[]): void {
  const subjects = new Set(
    operations.flatMap(({ contract }) => (contract.events ?? []).map(subjectOf)),
  );
  for (const { contract } of operations)
    for (const tag of contract.cache?.tags ?? [])
      if (tag !== '*' && !subjects.has(tag))
        throw new Error(`${contract.name}: no operation writes ${tag} events`);
}

function checkContract({
  contract: { name, method, path, params, permission, auth, body, cache, answer },
}: Operation): void {
  const fail = (why: string): never => {
    throw new Error(`${name}: ${why}`);
  };
  // Directories (SCIM) write their paths with capitals.
  if (!/^(\/([a-zA-Z0-9._-]+|\{[a-z_]+\}))+$/.test(path)) fail(`${path} is not a path below /api`);
  if (path.includes('{') && !params) fail('path parameters need a params schema');
  if (permission && auth === 'none')
    fail('an operation open to everybody cannot need a permission');
  if (body && method === 'GET') fail('a GET has no body');
  if (cache && (method !== 'GET' || auth === 'none' || answer === 'raw' || cache.tags.length === 0))
    fail('only a query of a company, with tags that end it, can be kept');
}
