import { beforeAll, expect, test } from 'vitest';
import type { App, Principal } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { testApp } from '../../tests/support/app';
import { testCompany, testCtx } from '../../tests/support/company';
import { startDatabase } from '../../tests/support/database';
import { createRouter } from './router';

let app: App;
let principal: Principal | null = null;

beforeAll(async () => {
  app = { ...(await testApp()), authenticate: async () => principal };
});

async function get(path: string): Promise<Response> {
  return createRouter(app).fetch(new Request(`http://localhost:3000/api${path}`));
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Record<string, never>>>;
}

test('describes every operation, each reference resolving', async () => {
  const document = (await (await get('/openapi.json')).json()) as Document;
  expect(document.openapi).toBe('3.1.0');
  for (const { contract } of app.registry.operations.values()) {
    const described = document.paths[`/api${contract.path}`]?.[contract.method.toLowerCase()];
    expect(described, contract.name).toMatchObject({
      operationId: contract.name,
      tags: [contract.tag],
    });
  }
  const text = JSON.stringify(document);
  for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = path
      .split('/')
      .reduce<unknown>(
        (node, key) => (node as Record<string, unknown> | undefined)?.[key],
        document,
      );
    expect(found, path).toBeDefined();
  }
});

test('holds the fields of the caller’s company and of no other', async () => {
  const [mine, theirs] = [await testCompany({ fields_version: 1 }), await testCompany()];
  const { admin } = await startDatabase();
  await admin.query(
    `insert into custom_fields (company_id, id, object, key, label, kind, choices) values ($1, $2, 'contacts', 'shoe_size', 'Shoe size', 'choice', '[{"value":"xl","label":"XL"}]')`,
    [mine.company.id, newId()],
  );
  const customOf = async () => {
    const document = (await (await get('/openapi.json')).json()) as Document;
    const post = JSON.stringify(document.paths['/api/contacts']?.post?.requestBody);
    const answer = JSON.stringify(document.paths['/api/contacts/{id}']?.get?.responses);
    return [post.includes('"shoe_size"'), answer.includes('"shoe_size"')];
  };
  expect(await customOf()).toEqual([false, false]);
  principal = testCtx(app, mine, mine).principal;
  expect(await customOf()).toEqual([true, true]);
  principal = testCtx(app, theirs, theirs).principal;
  expect(await customOf()).toEqual([false, false]);
  principal = null;
});

test('the page to read runs no script and loads nothing', async () => {
  const answer = await get('/docs');
  const policy = answer.headers.get('content-security-policy') ?? '';
  const html = await answer.text();
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(policy).toContain("default-src 'none'");
  expect(html).toContain(`nonce="${/'nonce-([^']+)'/.exec(policy)?.[1]}"`);
  expect(html).not.toMatch(/<script|https?:\/\/(?!localhost)[^"<]*\.(js|css)/);
  expect(html).toContain('id="contacts.create"');
});
