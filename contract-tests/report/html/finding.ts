import { describe } from '../../../parity/describe.ts';
import { nameOf } from '../../../parity/difference.ts';
import type { Finding } from '../../suites/suite-result.ts';
import { number } from '../figures.ts';
import { gravest } from '../gravest.ts';
import { type OperationLine, operationName } from '../report.ts';
import { sideBySide } from '../side-by-side.ts';
import { clip, visible, visibleLine } from '../visible.ts';
import { html, type Markup } from './markup.ts';
import { sidesMarkup } from './sides.ts';

const SHOWN_DIFFERENCES = 40;
const MAX_REQUEST_CHARACTERS = 8_000;
const MAX_SEARCH_CHARACTERS = 1_500;

/** A finding with its place in the list of all, from 0, and the line of its operation. */
export interface NumberedFinding {
  readonly finding: Finding;
  readonly at: number;
  readonly line: OperationLine | undefined;
}

/** A finding in full: what differs, both answers side by side, and the request. */
export function findingMarkup(numbered: NumberedFinding): Markup {
  const { finding, at } = numbered;
  const { suite, case: name, why, operation, differences, unmet } = finding;
  const where = whereOf(numbered);
  const sides = sideBySide(finding);
  const wrong = unmet.baseline.length + unmet.candidate.length;
  const size = [
    ...(differences.length > 0 ? [plural(differences.length, 'difference')] : []),
    ...(wrong > 0 ? [plural(wrong, 'breach', 'breaches')] : []),
  ].join(', ');
  return html`<article class="card finding" id="finding-${at + 1}" ${filterAttributes(numbered)}>
<details${at === 0 ? html` open` : undefined}><summary><span class="case">${visibleLine(name)}</span><span class="badge fail">${size}</span>
<span class="where"><span class="chip">${suite}</span> ${operationName(operation)}${where === '' ? undefined : html` <code>${where}</code>`}</span></summary>
<div class="inside"><p class="muted">${clip(visible(why), 1_000)}</p>
${unmetMarkup(unmet)}${differences.length === 0 ? undefined : html`<h3>What differs</h3>`}${differencesMarkup(differences)}
${sides === undefined ? undefined : sidesMarkup(sides)}
${requestMarkup(finding.request, at)}
</div></details></article>
`;
}

function unmetMarkup(unmet: Finding['unmet']): Markup | undefined {
  const lines = (['baseline', 'candidate'] as const).flatMap((side) =>
    unmet[side]
      .slice(0, SHOWN_DIFFERENCES)
      .map((line) => html`<li><code>${side}</code><span>${visibleLine(line, 600)}</span></li>`),
  );
  return lines.length === 0 ? undefined : html`<h3>Not as it must be</h3><ul class="differences">${lines}</ul>`;
}

function differencesMarkup(differences: Finding['differences']): Markup | undefined {
  if (differences.length === 0) return undefined;
  const more = differences.length - SHOWN_DIFFERENCES;
  return html`<ul class="differences">${gravest(differences)
    .slice(0, SHOWN_DIFFERENCES)
    .map(
      (one) => html`<li><code>${nameOf(one)}</code><span>${visibleLine(describe(one), 600)}</span></li>`,
    )}${more > 0 ? html`<li class="muted">${more} more</li>` : undefined}</ul>`;
}

function requestMarkup(request: Finding['request'], at: number): Markup | undefined {
  if (request === undefined) return undefined;
  const block = (title: string, id: string, text: string) => html`<div class="sent"><h3>${title}</h3>
<button type="button" data-copy="${id}" data-needs-script hidden>Copy</button></div><pre id="${id}">${clip(visible(text), MAX_REQUEST_CHARACTERS)}</pre>`;
  // A command that is cut would send something else.
  if (request.curl.length > MAX_REQUEST_CHARACTERS)
    return html`${block('Request', `raw-${at + 1}`, request.raw)}<p class="muted">The command to send it again is too long for this page.</p>`;
  return html`${block('Request', `raw-${at + 1}`, request.raw)}${block('Send it again', `curl-${at + 1}`, request.curl)}`;
}

/** A finding in one line. */
export function shortMarkup(numbered: NumberedFinding): Markup {
  const { suite, case: name, operation, differences, unmet } = numbered.finding;
  const [first = unmet.baseline[0] ?? unmet.candidate[0] ?? ''] = gravest(differences).map(describe);
  return html`<tr id="finding-${numbered.at + 1}" ${filterAttributes(numbered)}><th scope="row">${visibleLine(name, 120)}<br><span class="muted small">${suite}, ${operationName(operation)}</span></th><td class="small">${visibleLine(first, 200)}</td><td class="number">${plural(differences.length, 'difference')}</td></tr>
`;
}

/** What the page's script filters by. */
function filterAttributes(numbered: NumberedFinding): Markup {
  const { suite, case: name, why, operation = '', differences } = numbered.finding;
  const words = [suite, name, why, operation, whereOf(numbered), ...differences.map(nameOf)].join(' ');
  return html`data-finding data-operation="${operation}" data-search="${visibleLine(words, MAX_SEARCH_CHARACTERS).toLowerCase()}"`;
}

function whereOf({ line }: NumberedFinding): string {
  return line === undefined || line.method === '' ? '' : `${line.method} ${line.path}`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
