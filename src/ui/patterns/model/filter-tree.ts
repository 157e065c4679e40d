import type { FieldKind } from '@/core/shape/field';
import {
  type Filter,
  type FilterScalar,
  type FilterValue,
  filterLimits,
  type Operator,
  operators,
} from '@/core/shape/filter';
import { offeredOperators } from './filter-words';

/** The filter while people build it: conditions may be unfinished, every node has a key to edit it by. */
export interface Group {
  readonly key: string;
  readonly join: 'and' | 'or';
  readonly items: readonly Node[];
}
export interface Condition {
  readonly key: string;
  readonly field: string;
  readonly op: Operator;
  readonly value: FilterValue | undefined;
}
export type Node = Group | Condition;

export const isGroup = (node: Node): node is Group => 'items' in node;

let counter = 0;
const newKey = (): string => `n${++counter}`;

export const emptyGroup = (join: 'and' | 'or' = 'and'): Group => ({
  key: newKey(),
  join,
  items: [],
});

/** A fresh condition on a field, with the operator people mean most often for its kind. */
export const newCondition = (field: string, kind: FieldKind): Condition => ({
  key: newKey(),
  field,
  op: firstOperator(kind),
  value: kind === 'boolean' ? true : undefined,
});

/** The operator a new condition starts with. */
export function firstOperator(kind: FieldKind): Operator {
  const known = offeredOperators(kind);
  const wanted: readonly Operator[] = ['in', 'contains', 'eq'];
  if (kind === 'email' || kind === 'text' || kind === 'phone' || kind === 'url') return 'contains';
  return (
    wanted.find((op) => known.includes(op) && !(op === 'in' && known.includes('lt'))) ??
    known[0] ??
    'eq'
  );
}

/** How many values an operator takes. */
export const arity = (op: Operator): 'none' | 'one' | 'many' | 'two' =>
  op === 'empty' || op === 'not_empty'
    ? 'none'
    : op === 'in' || op === 'nin'
      ? 'many'
      : op === 'between'
        ? 'two'
        : 'one';

/** The condition with another operator; the value is kept where it still fits. */
export function withOperator(condition: Condition, op: Operator): Condition {
  const from = arity(condition.op);
  const to = arity(op);
  if (from === to) return { ...condition, op };
  const values =
    condition.value === undefined
      ? []
      : Array.isArray(condition.value)
        ? condition.value
        : [condition.value];
  const value: FilterValue | undefined =
    to === 'none'
      ? undefined
      : to === 'one'
        ? (values[0] as FilterScalar | undefined)
        : (values as FilterScalar[]);
  return { ...condition, op, value };
}

const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Whether a condition says enough to be applied. */
export function isComplete({ op, value }: Condition): boolean {
  switch (arity(op)) {
    case 'none':
      return true;
    case 'many':
      return Array.isArray(value) && value.length > 0;
    case 'two':
      return Array.isArray(value) && value.length === 2 && value.every(filled);
    case 'one':
      return !Array.isArray(value) && filled(value);
  }
}

/** The tree as the API takes it; unfinished conditions and empty groups are left out. Null = no filter. */
export function toFilter(group: Group): Filter | null {
  const items = group.items.flatMap((node): Filter[] => {
    if (isGroup(node)) {
      const inner = toFilter(node);
      return inner ? [inner] : [];
    }
    if (!isComplete(node)) return [];
    return [
      {
        field: node.field,
        op: node.op,
        ...(node.value === undefined ? {} : { value: node.value }),
      },
    ];
  });
  if (items.length === 0) return null;
  return group.join === 'and' ? { and: items } : { or: items };
}

/** A tree to edit, from what the address bar or the API holds. */
export function fromFilter(filter: Filter | null): Group {
  if (!filter) return emptyGroup();
  if ('field' in filter) return { ...emptyGroup(), items: [toNode(filter)] };
  return toNode(filter) as Group;
}

function toNode(filter: Filter): Node {
  if ('field' in filter)
    return { key: newKey(), field: filter.field, op: filter.op, value: filter.value };
  const join = 'and' in filter ? 'and' : 'or';
  const items = 'and' in filter ? filter.and : filter.or;
  return { key: newKey(), join, items: items.map(toNode) };
}

/** The tree with one node replaced, or removed when `next` is null. */
export function replaceNode(group: Group, key: string, next: Node | null): Group {
  return {
    ...group,
    items: group.items.flatMap((node): Node[] => {
      if (node.key === key) return next ? [next] : [];
      return [isGroup(node) ? replaceNode(node, key, next) : node];
    }),
  };
}

/** The tree with a node appended to the group `key`. */
export function addNode(group: Group, key: string, node: Node): Group {
  if (group.key === key) return { ...group, items: [...group.items, node] };
  return {
    ...group,
    items: group.items.map((item) => (isGroup(item) ? addNode(item, key, node) : item)),
  };
}

/** Conditions that are complete, counted through all groups. */
export const countConditions = (filter: Filter | null): number =>
  !filter
    ? 0
    : 'field' in filter
      ? 1
      : ('and' in filter ? filter.and : filter.or).reduce(
          (sum, one) => sum + countConditions(one),
          0,
        );

/** Reads a filter from the address bar. Null when it is absent or not one. */
export function parseFilter(text: string | null): Filter | null {
  if (!text) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isFilter(value, 0) ? value : null;
}

function isFilter(value: unknown, depth: number): value is Filter {
  if (typeof value !== 'object' || value === null || depth > filterLimits.depth) return false;
  const node = value as Record<string, unknown>;
  const list = node.and ?? node.or;
  if (Array.isArray(list)) return list.every((item) => isFilter(item, depth + 1));
  return typeof node.field === 'string' && operators.includes(node.op as Operator);
}
