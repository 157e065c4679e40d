import { Problem } from '@/core/run/engine/values/problem';

const messages: Readonly<Record<string, string>> = {
  invalid_date: 'This is not a day of the calendar.',
  invalid_datetime: 'This is not a time.',
  invalid_number: 'This is not a number.',
  invalid_boolean: 'This is neither yes nor no.',
  invalid_email: 'This is not a mail address.',
  invalid_phone: 'This is not a phone number.',
  too_many: 'There are too many entries.',
};

/** A refusal in the words of the record engine. */
export const problem = (code: keyof typeof messages & string): Problem =>
  new Problem(code, messages[code] ?? code);
