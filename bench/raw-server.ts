import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import pg from 'pg';

/**
 * The raw baseline: node http and `pg` with one prepared statement per address, giving the same JSON as Ambit from the
 * same tables, without login, validation, row level security or transactions. Arguments: connection string and a file
 * of statements written by the bench.
 */
export interface RawStatements {
  readonly list: { text: string; values: unknown[] };
  readonly get: { text: string; values: unknown[] };
  readonly create: { text: string; company_id: string; owner_id: string };
}

const [url = '', file = ''] = process.argv.slice(2);
const statements = JSON.parse(readFileSync(file, 'utf8')) as RawStatements;
const pool = new pg.Pool({ connectionString: url, max: 10 });

async function body(request: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

const server = createServer(async (request, response) => {
  let json = '';
  if (request.url === '/list' || request.url === '/get') {
    const name = request.url.slice(1) as 'list' | 'get';
    const { rows } = await pool.query<{ json: string }>({ name, ...statements[name] });
    json = rows[0]?.json ?? '';
  } else {
    const { company_id, owner_id, text } = statements.create;
    const { first_name, last_name, email } = JSON.parse(await body(request)) as Record<
      string,
      string
    >;
    const { rows } = await pool.query<{ json: string }>({
      name: 'create',
      text,
      values: [company_id, owner_id, first_name, last_name, email],
    });
    json = rows[0]?.json ?? '';
  }
  const bytes = Buffer.from(`{"success":true,"data":${json}}`);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : 0}\n`);
});
