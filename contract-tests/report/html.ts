import { createHash } from 'node:crypto';
import { findingsMarkup } from './html/findings.ts';
import { html, Markup } from './html/markup.ts';
import { causesMarkup, operationsMarkup, suitesMarkup, summaryMarkup } from './html/overview.ts';
import { SCRIPT } from './html/script.ts';
import { STYLE } from './html/style.ts';
import type { Report } from './report.ts';

/**
 * A report as one page that needs nothing else: no request, no script to be read. Its policy admits the page's own style and script
 * by their hashes, so that text which came from a server could not run even if it were not escaped.
 */
export function toHtml(report: Report): string {
  const policy = [
    `default-src 'none'`,
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(SCRIPT)}'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${titleOf(report)}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${summaryMarkup(report)}
<main>
${suitesMarkup(report)}
${causesMarkup(report)}
${operationsMarkup(report)}
${findingsMarkup(report)}
<footer class="muted small">Values of credentials, and of members called password, token or secret, are masked.</footer>
</main>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}

const TITLES = { pass: 'no differences', fail: 'differences', untested: 'nothing compared' };

function titleOf({ header, verdict }: Report): string {
  return `${header.title}: ${TITLES[verdict]}`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
