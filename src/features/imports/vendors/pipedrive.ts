import type { Format } from './format';

/** Pipedrive: list exports, every header with its object in front. */
export const pipedrive: Format = {
  signs: [
    ['Deal - Title'],
    ['Deal - ID'],
    ['Person - Name'],
    ['Person - ID'],
    ['Organization - Name'],
    ['Organization - ID'],
  ],
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
  deals: {
    'Deal - ID': 'source_id',
    'Deal - Title': 'title',
    'Deal - Status': 'status',
    'Deal - Contact person': 'contact_name',
    'Deal - Deal created': 'created_at',
    'Deal - Won time': 'won_at',
    'Deal - Lost time': 'lost_at',
    'Deal - Last stage change': 'stage_changed_at',
    'Deal - Update time': null,
    'Deal - Next activity date': null,
  },
};
