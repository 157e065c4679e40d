import fc from 'fast-check';
import { z } from 'zod';
import type { Contract } from '@/core/shape/contract';

/** The part of JSON Schema that zod emits for our inputs. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** The input schema of a contract's body, query or params as JSON Schema; null when it takes none. */
export function inputSchema(contract: Contract, part: 'body' | 'query' | 'params'): Schema | null {
  const schema = contract[part];
  if (!schema) return null;
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Schema;
}

const kindOf = (schema: Schema): string | undefined =>
  Array.isArray(schema.type) ? schema.type[0] : schema.type;

/** The smallest input that satisfies a schema: required keys only. */
export function smallest(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const branch = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0];
  if (branch) return smallest(branch);
  switch (kindOf(schema)) {
    case 'string':
      return sampleText(schema);
    case 'number':
    case 'integer':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => smallest(schema.items ?? {}));
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, smallest(schema.properties?.[key] ?? {})]),
      );
    default:
      return null;
  }
}

function sampleText(schema: Schema): string {
  if (schema.format === 'email') return 'someone@example.com';
  if (schema.format === 'uuid') return '018f2f6e-0000-7000-8000-000000000000';
  if (schema.format === 'uri' || schema.format === 'url') return 'https://example.com/';
  if (schema.format === 'date') return '2026-02-03';
  if (schema.format === 'date-time') return '2026-02-03T04:05:06.000Z';
  return 'a sample text'.padEnd(schema.minLength ?? 1, 'x').slice(0, schema.maxLength ?? 100);
}

/** Texts that break careless code: markup, SQL, control and bidi characters, lone surrogates, very long ones. */
export const nastyTexts = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '"',
  "'; drop table contacts; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '\u202eabc',
  'a\u0301'.repeat(200),
  '🧑‍🚀',
  'İıIi',
  'NaN',
  '1e309',
  '-0',
  '0x10',
  '2024-02-30',
  '9999-12-31',
  '-infinity',
  '%00',
  '%',
  '\\',
  '{}',
  '[',
  '\r\nSet-Cookie: a=b',
  'x'.repeat(5000),
] as const;

const nastyValues = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[[[[[]]]]]],
  { $ne: null },
  JSON.parse('{"__proto__": {"admin": true}}') as unknown,
] as const;

const anyNastyText = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);

/** Anything at all, biased towards trouble. */
export const nonsense: fc.Arbitrary<unknown> = fc.oneof(
  anyNastyText,
  fc.constantFrom(...nastyValues),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
);

/** Inputs for a schema: `valid` ones follow it, otherwise about every fourth value is nonsense. */
export function inputs(schema: Schema, valid: boolean): fc.Arbitrary<unknown> {
  const proper = properInputs(schema, valid);
  return valid
    ? proper
    : fc.oneof({ arbitrary: proper, weight: 3 }, { arbitrary: nonsense, weight: 1 });
}

function properInputs(schema: Schema, valid: boolean): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fc.oneof(...branches.map((branch) => inputs(branch, valid)));
  switch (kindOf(schema)) {
    case 'string':
      return schema.format || schema.pattern
        ? fc.constant(sampleText(schema))
        : fc.oneof(
            fc.constant(sampleText(schema)),
            fc.string({
              unit: 'grapheme',
              minLength: schema.minLength ?? 0,
              maxLength: Math.min(schema.maxLength ?? 50, 50),
            }),
          );
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -1000, -2e9),
        max: Math.min(schema.maximum ?? 1000, 2e9),
      });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(inputs(schema.items ?? {}, valid), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'object':
      return objects(schema, valid);
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>;
  }
}

function objects(schema: Schema, valid: boolean): fc.Arbitrary<unknown> {
  const shape = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, value]) => [key, inputs(value, valid)]),
  );
  const requiredKeys = valid ? (schema.required ?? []) : [];
  const record = fc.record(shape, { requiredKeys });
  if (valid) return record;
  const extra = fc.dictionary(anyNastyText, nonsense, { maxKeys: 2 });
  return fc.oneof(
    { arbitrary: record, weight: 4 },
    {
      arbitrary: fc.tuple(record, extra).map(([known, unknown]) => ({ ...unknown, ...known })),
      weight: 1,
    },
  );
}
