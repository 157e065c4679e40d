import type { Format } from './format';

/** Pipedrive: list exports, every header with its object in front. */
export const pipedrive: Format = {
  signs: [['Person - Name'], ['Person - ID'], ['Organization - Name'], ['Organization - ID']],
  contacts: {
    'Person - ID': 'source_id',
    'Person - Name': 'full_name',
    'Person - Organization': 'account_name',
    'Person - Owner': 'owner',
    'Person - Person created': 'created_at',
    'Person - Update time': null,
    'Person - Open deals': null,
    'Person - Next activity date': null,
  },
  accounts: {
    'Organization - ID': 'source_id',
    'Organization - Name': 'name',
    'Organization - Owner': 'owner',
    'Organization - Address': 'address.street',
    'Organization - Website': 'website',
    'Organization - Industry': 'industry',
    'Organization - Labels': 'tags',
    'Organization - Organization created': 'created_at',
    'Organization - Update time': null,
  },
};
