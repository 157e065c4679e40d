type Json = Record<string, unknown>;

/** The OpenAPI document as one page of plain HTML: no script, no outside resource. `nonce` is for its style. */
export function documentPage(document: Json, nonce: string): string {
  const { info, paths } = document as {
    info: { title: string; description: string };
    paths: Record<string, Record<string, Json>>;
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [
    ...new Set(operations.map(({ operation }) => String((operation.tags as string[])[0]))),
  ];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags as string[])[0] === tag);
    return `<section id="${html(tag)}"><h2>${html(tag)}</h2>${own.map(operationHtml).join('')}</section>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${html(info.title)} API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style nonce="${nonce}">${css}</style></head>
<body><nav aria-label="Sections">${tags.map((tag) => `<a href="#${html(tag)}">${html(tag)}</a>`).join('')}</nav>
<main><h1>${html(info.title)} API</h1><p>${html(info.description)} <a href="/api/openapi.json">openapi.json</a></p>${sections.join('')}</main></body></html>`;
}

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Json;
}): string {
  const parameters = operation.parameters as Json[];
  const rows = parameters.map(
    ({ name, in: place, required, schema, description }) =>
      `<tr><td><code>${html(String(name))}</code></td><td>${html(String(place))}${required ? ', required' : ''}</td>` +
      `<td>${html(typeOf(schema as Json))}</td><td>${html(String(description ?? ''))}</td></tr>`,
  );
  const table = rows.length > 0 ? `<h3>Parameters</h3><table>${rows.join('')}</table>` : '';
  const permission = operation['x-permission']
    ? `<p>Needs <code>${html(String(operation['x-permission']))}</code></p>`
    : '';
  const [status, success] = Object.entries(operation.responses as Record<string, Json>)[0] ?? [
    '200',
    {},
  ];
  return (
    `<details id="${html(String(operation.operationId))}"><summary><b class="${method}">${method.toUpperCase()}</b> <code>${html(path)}</code> ` +
    `<span>${html(String(operation.summary))}</span></summary>${permission}${table}` +
    `${content('Body', operation.requestBody as Json | undefined)}${content(`Answer ${status}`, success)}</details>`
  );
}

function content(title: string, holder: Json | undefined): string {
  const types = holder?.content as Record<string, { schema: Json }> | undefined;
  if (!types) return '';
  return Object.entries(types)
    .map(
      ([type, { schema }]) =>
        `<h3>${html(title)} <small>${html(type)}</small></h3><pre tabindex="0">${html(JSON.stringify(schema, null, 2))}</pre>`,
    )
    .join('');
}

const typeOf = (schema: Json): string => {
  const type = schema.type ?? (schema.anyOf ? 'one of several' : '');
  return `${Array.isArray(type) ? type.join(' or ') : String(type)}${schema.enum ? `: ${(schema.enum as unknown[]).join(', ')}` : ''}`;
};

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const html = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const css = `:root{color-scheme:light dark;--line:#8883;--accent:#4f46e5}@media(prefers-color-scheme:dark){:root{--accent:#a5b4fc}}
*{box-sizing:border-box}body{margin:0;font:14px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:200px minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:24px 16px;border-right:1px solid var(--line);display:flex;flex-direction:column;gap:8px}
a{color:var(--accent)}main{padding:24px 32px 80px;max-width:1000px}h1{font-size:22px}h2{font-size:17px;margin-top:32px}h3{font-size:13px;margin:16px 0 6px}
details{border-bottom:1px solid var(--line);padding:8px 0}summary{cursor:pointer}summary b{display:inline-block;width:60px;font-size:12px}
summary span{opacity:.75;margin-left:8px}table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:4px 12px 4px 0;vertical-align:top}
pre{overflow:auto;max-height:420px;padding:12px;border:1px solid var(--line);border-radius:6px;font-size:12px}
@media(max-width:700px){body{display:block}nav{position:static;height:auto;flex-flow:row wrap;border:0}main{padding:16px}}`;
