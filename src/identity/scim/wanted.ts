import { addressOf, nameOf } from '../sso/person';
import { type Json, ScimError } from './protocol';

/** What a directory says of a person. */
export interface Wanted {
  readonly user_name: string;
  readonly external_id: string;
  /** Empty: not said. */
  readonly email: string;
  readonly name: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly active: boolean;
}

const textOf = (value: unknown, what: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || value.length > 300)
    throw new ScimError(400, `${what} is a text of at most 300 characters.`, 'invalidValue');
  return value.trim();
};

/** Some directories write true and false as texts. */
function flagOf(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  const text = String(value).toLowerCase();
  if (text !== 'true' && text !== 'false')
    throw new ScimError(400, 'active is true or false.', 'invalidValue');
  return text === 'true';
}

/** The address marked as primary, else the first, else the user name where it is one. */
function emailIn(emails: unknown, user_name: string): string {
  const list = (Array.isArray(emails) ? emails : []).filter(
    (one): one is Json => typeof one === 'object' && one !== null,
  );
  const best = list.find(({ primary }) => primary === true || primary === 'true') ?? list[0];
  return addressOf(best?.value) || addressOf(user_name);
}

/** Reads the resource of a user; `before` is what it was, so that the one of two names that changed counts. */
export function wantedIn(resource: Json, before: Json | null = null): Wanted {
  const user_name = textOf(resource.userName, 'userName');
  if (user_name === '') throw new ScimError(400, 'userName is required.', 'invalidValue');
  const parts = partsOf(resource);
  const given_name = nameOf(textOf(parts.givenName, 'name.givenName'));
  const family_name = nameOf(textOf(parts.familyName, 'name.familyName'));
  const old = before ? partsOf(before) : {};
  const candidates = [
    { now: textOf(resource.displayName, 'displayName'), was: before?.displayName },
    {
      now: `${given_name} ${family_name}`.trim(),
      was: `${old.givenName ?? ''} ${old.familyName ?? ''}`.trim(),
    },
    { now: textOf(parts.formatted, 'name.formatted'), was: old.formatted },
  ].filter(({ now }) => now !== '');
  const changed = candidates.find(({ now, was }) => now !== was) ?? candidates[0];
  return {
    user_name,
    external_id: textOf(resource.externalId, 'externalId'),
    email: emailIn(resource.emails, user_name),
    name: nameOf(changed?.now ?? ''),
    given_name,
    family_name,
    active: flagOf(resource.active),
  };
}

function partsOf({ name }: Json): Json {
  if (name === undefined || name === null) return {};
  if (typeof name !== 'object' || Array.isArray(name))
    throw new ScimError(400, 'name is an object.', 'invalidValue');
  return name as Json;
}
