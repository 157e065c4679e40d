import type { Format } from './format';

/** LinkedIn: the connections of one person. */
export const linkedin: Format = {
  signs: [['First Name', 'Last Name', 'Connected On']],
  contacts: {
    URL: 'linkedin_url',
    Company: 'account_name',
    Position: 'job_title',
    'Email Address': 'email',
  },
};
