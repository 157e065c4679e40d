import type { Format } from './format';

/** HubSpot: contacts and companies of its export. */
export const hubspot: Format = {
  signs: [
    ['Record ID', 'Create Date'],
    ['Record ID', 'Lifecycle Stage'],
    ['Record ID', 'Company Domain Name'],
    ['hs_object_id'],
  ],
  contacts: {
    'Record ID': 'source_id',
    'Create Date': 'created_at',
    'Last Modified Date': null,
    'Contact owner': 'owner',
    'Lead Status': 'lead_status',
    'Primary Associated Company ID': 'account_source_id',
    'Associated Company': 'account_name',
    'Associated Company IDs': 'account_source_ids',
    'Phone Number': 'phone',
    'Mobile Phone Number': 'phones.mobile',
    'Fax Number': 'phones.fax',
    'Street Address': 'address.street',
    City: 'address.city',
    'State/Region': 'address.state',
    'Postal Code': 'address.postal_code',
    'Country/Region': 'address.country',
    'Last Activity Date': 'last_touch_at',
    'Original Source': 'lead_source',
  },
  accounts: {
    'Record ID': 'source_id',
    'Create Date': 'created_at',
    'Company owner': 'owner',
    'Phone Number': 'phone',
    'Street Address': 'address.street',
    City: 'address.city',
    'State/Region': 'address.state',
    'Postal Code': 'address.postal_code',
    'Country/Region': 'address.country',
    'Parent Company': 'parent_name',
  },
};
