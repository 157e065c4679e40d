import type { z } from 'zod';
import type { Issue } from '../shape/errors';

type ZodIssue = z.core.$ZodIssue;

/** The issues of a failed parse in the API's words; one per unknown key, branches of a union flattened. At most 100. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => flatten(issue, [])).slice(0, 100);
}

/** The known issues and those of the others that are about something else. */
export function firstPerPath(known: readonly Issue[], others: readonly Issue[]): Issue[] {
  const seen = new Set(known.map(({ path }) => path));
  return [...known, ...others.filter(({ path }) => !seen.has(path))];
}

function flatten(issue: ZodIssue, prefix: PropertyKey[]): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...path, key]),
      code: 'unknown_key',
      message: `${key} is not known here or cannot be set.`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const best = issue.errors.reduce((a, b) => (deepest(b) > deepest(a) ? b : a));
    return best.flatMap((inner) => flatten(inner, path));
  }
  return [{ path: dotted(path), code: codeOf(issue), message: messageOf(issue) }];
}

/** The branch of a union that was followed furthest is the one that was meant. */
const deepest = (issues: readonly ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length));

function codeOf(issue: ZodIssue): string {
  if (issue.code === 'custom')
    return typeof issue.params?.code === 'string' ? issue.params.code : 'invalid';
  if (issue.code === 'invalid_format')
    return issue.format === 'regex' ? 'invalid_format' : `invalid_${issue.format}`;
  if (isMissing(issue)) return 'required';
  if (issue.code === 'invalid_value') return 'invalid_choice';
  return issue.code;
}

/** Not there, or an empty text where there has to be one. */
const isMissing = (issue: ZodIssue): boolean =>
  (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) ||
  (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1);

function messageOf(issue: ZodIssue): string {
  if (isMissing(issue) && /^Too small|undefined$/.test(issue.message)) return 'This is required.';
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid'))
    return `This must be one of ${issue.values.map(String).join(', ')}.`;
  return issue.message.replace(/^Invalid input: e/, 'E');
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');
