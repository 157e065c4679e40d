import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Anonymous } from '@/core/run/context';
import { companyFields } from '@/core/run/engine/custom-fields';
import { type Operation, open } from '@/core/run/module';
import { scopeOf } from '@/core/run/reach';
import { defineContract } from '@/core/shape/contract';
import type { CustomField } from '@/core/shape/custom-field';
import { documentPage } from './document-page';
import { openApi } from './openapi';

const openApiContract = defineContract({
  name: 'documents.openapi',
  method: 'GET',
  path: '/openapi.json',
  summary: 'This document: every operation, with the fields of your company when signed in',
  tag: 'documents',
  auth: 'none',
  answer: 'raw',
  output: z.unknown(),
});

const pageContract = defineContract({
  name: 'documents.page',
  method: 'GET',
  path: '/docs',
  summary: 'The document as a page to read',
  tag: 'documents',
  auth: 'none',
  answer: 'raw',
  output: z.unknown(),
});

/** Mounted beside the registry's operations; they describe those and themselves. */
export const documentOperations: readonly Operation[] = [
  open(openApiContract, async (ctx, { request }) => ({
    response: Response.json(await documentFor(ctx, request)),
  })),
  open(pageContract, async (ctx, { request }) => {
    const nonce = randomBytes(16).toString('base64');
    const html = documentPage(await documentFor(ctx, request), nonce);
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`;
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    };
    return { response: new Response(html, { headers }) };
  }),
];

async function documentFor(ctx: Anonymous, request: Request) {
  const { app } = ctx;
  const operations = [...app.registry.operations.values(), ...documentOperations];
  return openApi(operations, {
    base_url: app.env.base_url,
    version: '1',
    custom: await fieldsOfCaller(ctx, request),
  });
}

/** Signed out, the document has no company's fields. */
async function fieldsOfCaller(
  ctx: Anonymous,
  request: Request,
): Promise<ReadonlyMap<string, readonly CustomField[]>> {
  const principal = await ctx.app.authenticate(request, { from: ctx.origin });
  if (!principal) return new Map();
  return companyFields({
    ...ctx,
    principal,
    scope: scopeOf(principal),
  });
}
