import { expect, expectTypeOf, test } from 'vitest';
import { boolean, choice, integer, ref, tags, text } from './field';
import { defineObject, type RecordOf } from './object';

const label = { en: 'One', tr: 'Bir' };
const object = (fields: Parameters<typeof defineObject>[0]['fields'], more: object = {}) =>
  defineObject({
    name: 'things',
    singular: 'thing',
    label,
    label_plural: label,
    icon: 'box',
    shortcut: 't',
    title: ['name'],
    groups: {},
    fields: { name: text(label), ...fields },
    ...more,
  });

test('a record has the type its definition says', () => {
  const things = defineObject({
    name: 'things',
    singular: 'thing',
    label,
    label_plural: label,
    icon: 'box',
    shortcut: 't',
    title: ['name'],
    groups: {},
    fields: {
      name: text(label, { required: true }),
      size: integer(label),
      open: boolean(label),
      words: tags(label),
      colour: choice(label, { choices: [{ value: 'red', label }] }),
    },
  });
  type Thing = RecordOf<typeof things>;
  expectTypeOf<Thing['name']>().toEqualTypeOf<string | null>();
  expectTypeOf<Thing['size']>().toEqualTypeOf<number | null>();
  expectTypeOf<Thing['open']>().toEqualTypeOf<boolean>();
  expectTypeOf<Thing['words']>().toEqualTypeOf<string[]>();
  expectTypeOf<Thing['version']>().toEqualTypeOf<number>();
  expect(Object.keys(things.fields)).toHaveLength(5);
});

test('a wrong definition is refused when it is read', () => {
  expect(() => object({ 'Bad-Name': text(label) })).toThrow('snake_case');
  expect(() => object({ version: text(label) })).toThrow('taken');
  expect(() => object({ company: ref(label, { target: 'x', inverse: 'y' }) })).toThrow('_id');
  expect(() => object({ size: integer(label, { group: 'none' }) })).toThrow('unknown group');
  expect(() => object({}, { title: ['nobody'] })).toThrow('unknown field');
});
