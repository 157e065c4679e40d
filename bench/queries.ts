/**
 * The 24 list queries of figure P4, written down before anything was tuned for them. Each is a query string of
 * `GET /api/contacts`. `indexed` says whether its sort or its most selective condition has an index of its own, which
 * decides the goal: 100 ms when it has, 600 ms when not.
 */
export interface PublishedQuery {
  readonly name: string;
  readonly query: string;
  readonly indexed: boolean;
}

export const publishedQueries: readonly PublishedQuery[] = [
  { name: 'newest first', query: 'limit=50', indexed: true },
  { name: 'by last name', query: 'limit=50&sort=last_name,first_name', indexed: true },
  { name: 'by last name, backwards', query: 'limit=50&sort=-last_name', indexed: true },
  {
    name: 'by e-mail with owner and account',
    query: 'limit=50&sort=email&include=owner,account',
    indexed: true,
  },
  { name: 'by last touch', query: 'limit=50&sort=-last_touch_at', indexed: true },
  { name: 'my contacts, newest', query: 'limit=50&filter[owner_id]=me', indexed: true },
  {
    name: 'one account',
    query: 'limit=50&filter[account_id]=$account&sort=last_name',
    indexed: true,
  },
  {
    name: 'status and owner, by name',
    query: 'limit=50&filter[status]=customer&filter[owner_id]=me&sort=last_name',
    indexed: true,
  },
  {
    name: 'three conditions, newest',
    query:
      'limit=50&filter[status][in]=lead,prospect&filter[lifecycle_stage]=opportunity&filter[do_not_email]=false',
    indexed: true,
  },
  {
    name: 'three conditions with a range',
    query:
      'limit=50&filter[status]=active&filter[last_touch_at][gte]=-90d&filter[do_not_call]=false&sort=-last_touch_at',
    indexed: true,
  },
  {
    name: 'rare status of one owner by last touch',
    query: 'limit=50&filter[status]=inactive&filter[owner_id]=$owner&sort=-last_touch_at',
    indexed: true,
  },
  {
    name: 'exact e-mail',
    query: 'limit=50&filter[email]=person500000@company42.example',
    indexed: true,
  },
  {
    name: 'last name starts',
    query: 'limit=50&filter[last_name][starts]=mor&sort=last_name',
    indexed: true,
  },
  {
    name: 'industry of the account',
    query: 'limit=50&filter[account.industry]=Logistics&sort=-created_at',
    indexed: true,
  },
  {
    name: 'account size and status',
    query: 'limit=50&filter[account.employees][gte]=5000&filter[status]=customer',
    indexed: true,
  },
  {
    name: 'account name starts, by last name',
    query: 'limit=50&filter[account.name][starts]=company 12&sort=last_name',
    indexed: true,
  },
  { name: 'custom number', query: 'limit=50&filter[custom.score][gte]=98', indexed: true },
  {
    name: 'custom choice and status and account industry',
    query:
      'limit=50&filter[custom.segment]=enterprise&filter[status]=customer&filter[account.industry]=Energy',
    indexed: true,
  },
  { name: 'by a custom field', query: 'limit=50&sort=-custom.score', indexed: true },
  {
    name: 'nested or',
    query: `limit=50&filter=${encodeURIComponent('{"and":[{"or":[{"field":"status","op":"eq","value":"customer"},{"field":"custom.score","op":"gte","value":95}]},{"field":"do_not_email","op":"eq","value":false}]}')}`,
    indexed: true,
  },
  {
    name: 'or over two relations',
    query: `limit=50&sort=last_name&filter=${encodeURIComponent('{"or":[{"field":"account.industry","op":"eq","value":"Energy"},{"field":"owner_id","op":"eq","value":"me"}]}')}`,
    indexed: true,
  },
  {
    name: 'birthday of a month',
    query: 'limit=50&filter[birthday][contains]=-02-29',
    indexed: false,
  },
  {
    name: 'job title contains, by last name',
    query: 'limit=50&filter[job_title][contains]=quantum&sort=last_name',
    indexed: false,
  },
  {
    name: 'empty e-mail with tag',
    query: 'limit=50&filter[email][empty]=true&filter[tags]=vip',
    indexed: true,
  },
];
