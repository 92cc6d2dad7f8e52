import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Contract } from '../../contract/document.ts';
import { describeProblem, PROBLEM_CODES } from '../../contract/problems.ts';

/** A page or asset of the documentation. */
export interface Page {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Swagger UI's files, by name; each is read when it is first asked for. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Where the documentation is; a contract's own paths must be others. */
export const DOCS_PATHS: readonly string[] = [
  '/openapi.json',
  '/docs',
  '/docs/start.js',
  '/docs/problems',
  ...Object.keys(ASSETS).map((name) => `/docs/${name}`),
];

/**
 * The documentation drawn from the contract, by path. One table in memory for both servers: their own ways to serve files
 * differ in conditional requests and ranges.
 */
export function createDocs(contract: Contract): ReadonlyMap<string, () => Page> {
  const { title } = contract.document.info;
  const openDocument = once(() => page('application/json; charset=utf-8', JSON.stringify(contract.document)));
  return new Map([
    ['/openapi.json', openDocument],
    ['/docs', once(() => page('text/html; charset=utf-8', docsPage(title)))],
    ['/docs/start.js', once(() => page('text/javascript; charset=utf-8', START_SCRIPT))],
    ['/docs/problems', once(() => page('text/html; charset=utf-8', problemsPage(title)))],
    ...Object.entries(ASSETS).map(([name, contentType]): [string, () => Page] => [
      `/docs/${name}`,
      once(() => ({ contentType, body: readFileSync(assetPath(name)) })),
    ]),
  ]);
}

function assetPath(name: string): string {
  return createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
}

function page(contentType: string, text: string): Page {
  return { contentType, body: Buffer.from(text, 'utf8') };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** A file of its own: the content security policy allows no script in the page. */
const START_SCRIPT = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

function docsPage(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
}

function problemsPage(title: string): string {
  const rows = PROBLEM_CODES.map((code) => {
    const { status, title: meaning } = describeProblem(code);
    return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(meaning)}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}: problems</title></head>
<body>
<h1>Problems</h1>
<p>Every refusal is a problem document (RFC 9457) with one of these codes.</p>
<table>
<thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
