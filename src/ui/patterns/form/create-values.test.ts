import { describe, expect, it } from 'vitest';
import { contacts } from '@/objects/contacts/object';
import { entriesOf } from '../model/entries';
import {
  bodyOf,
  errorsByPath,
  firstDraft,
  isTouched,
  missingOf,
  quickEntries,
  withLists,
} from './create-values';

const custom = [
  {
    id: '1',
    object: 'contacts',
    key: 'score',
    label: 'Score',
    kind: 'integer' as const,
    required: true,
    filterable: true,
    choices: [],
    position: 0,
  },
];
const entries = entriesOf(contacts, custom);
const me = { id: 'u1', title: 'Me' };

describe('create form', () => {
  it('starts with defaults, the person as owner and what the address gives', () => {
    const draft = firstDraft(entries, { account_id: 'a1' }, me);
    expect(draft.values).toEqual({ owner_id: 'u1', status: 'lead', account_id: 'a1' });
    expect(draft.related).toEqual({ owner_id: me });
  });

  it('sends filled values only, custom ones apart', () => {
    const draft = {
      values: { first_name: 'A', last_name: null, tags: [], do_not_call: false, 'custom.score': 0 },
      related: {},
    };
    expect(bodyOf(entries, draft)).toEqual({
      first_name: 'A',
      do_not_call: false,
      custom: { score: 0 },
    });
    expect(isTouched(draft, { values: {}, related: {} })).toBe(true);
  });

  it('shows quick, required and faulty fields at once', () => {
    const paths = quickEntries(contacts, entries, { birthday: 'no' }).map((entry) => entry.path);
    expect(paths).toEqual(
      expect.arrayContaining(['first_name', 'last_name', 'email', 'custom.score', 'birthday']),
    );
    expect(paths).not.toContain('nickname');
    expect(paths).not.toContain('created_at');
  });

  it('puts issues beside their field', () => {
    const issues = ['emails.0.value', 'custom.score', 'version'].map((path) => ({
      path,
      code: 'c',
      message: path,
    }));
    expect(errorsByPath(entries, issues, (issue) => issue.message)).toEqual({
      fields: { emails: 'emails.0.value', 'custom.score': 'custom.score' },
      other: ['version'],
    });
  });

  it('knows when nothing names the record', () => {
    expect(missingOf(contacts, { values: { job_title: 'CEO' }, related: {} })).toEqual([
      'first_name',
      'last_name',
      'email',
    ]);
    expect(
      missingOf(contacts, { values: { emails: [{ value: 'a@b.example' }] }, related: {} }),
    ).toBeNull();
  });

  it('lets a list stand for its scalar, with what was typed there', () => {
    const all = withLists(entries, {
      values: { email: 'a@b.example', first_name: 'A' },
      related: {},
    });
    expect(all.draft.values).toEqual({
      emails: [{ label: null, value: 'a@b.example', primary: true }],
      first_name: 'A',
    });
    expect(all.entries.map((entry) => entry.path)).not.toContain('email');
  });
});
