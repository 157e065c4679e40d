import type { Format } from './format';

/** Twenty: composite headers, ids instead of names. */
export const twenty: Format = {
  signs: [
    ['Emails / Primary Email'],
    ['Name / First Name', 'Name / Last Name'],
    ['Domain Name / Link URL'],
  ],
  contacts: {
    Avatar: null,
    City: 'address.city',
    'Company Id': 'account_source_id',
    'Created by / Source': null,
    'Created by / Name': null,
    'Creation date': 'created_at',
    Id: 'source_id',
    'Last update': null,
    'Linkedin / Link Label': null,
    'Linkedin / Secondary Links': 'links',
    'Phones / Primary Phone Number': 'phones[0].number',
    'Phones / Primary Phone Country Code': 'phones[0].country',
    'Phones / Primary Phone Calling Code': 'phones[0].calling_code',
    'Phones / Additional Phones': 'phones',
    'X / Link Label': null,
    'X / Secondary Links': null,
  },
  accounts: {
    Id: 'source_id',
    'Creation date': 'created_at',
    'Last update': null,
    'Domain Name / Link URL': 'domain',
    'Linkedin / Link URL': 'linkedin_url',
    'Address / Address 1': 'address.street',
    'Address / City': 'address.city',
    'Address / State': 'address.state',
    'Address / Post Code': 'address.postal_code',
    'Address / Country': 'address.country',
    'Created by / Source': null,
    'Created by / Name': null,
  },
};
