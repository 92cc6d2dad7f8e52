import { bounded } from '../bounded.ts';
import { number } from '../figures.ts';
import { type OperationLine, operationName, type Report } from '../report.ts';
import { findingMarkup, type NumberedFinding, shortMarkup } from './finding.ts';
import { html, type Markup } from './markup.ts';
import { LEGEND } from './sides.ts';

const FULL = { most: 200, characters: 4_000_000 };
const SHORT = { most: 1_000, characters: 1_500_000 };

/** Every finding with both answers side by side, as many as the page can bear; the rest in a line each, or counted. */
export function findingsMarkup({ findings, operations, verdict, sum }: Report): Markup {
  if (findings.length === 0)
    return html`<section id="findings"><h2>Findings</h2>${nothingFound(verdict, sum)}</section>`;
  const byId = new Map(operations.map((line) => [line.id, line]));
  const all = findings.map((finding, at) => ({ finding, at, line: byId.get(finding.operation ?? '') }));
  const full = bounded(inTurns(all), FULL, (one) => ({ at: one.at, markup: findingMarkup(one) }), lengthOf);
  const shown = full.pieces.toSorted((a, b) => a.at - b.at).map(({ markup }) => markup);
  const rest = full.rest.toSorted((a, b) => a.at - b.at);
  const short = bounded(rest, SHORT, (one) => ({ markup: shortMarkup(one) }), lengthOf);
  return html`<section id="findings"><h2>Findings <span class="muted">${number(findings.length)}</span></h2>
${filterMarkup(operations)}${LEGEND}
${shown}
<p class="card empty muted" id="filter-none" hidden>No finding fits the filter.</p>
${rest.length === 0 ? undefined : html`<h3>${number(rest.length)} further findings, in short</h3><div class="card scroll"><table class="list"><tbody>${short.pieces.map(({ markup }) => markup)}</tbody></table></div>`}
${short.rest.length === 0 ? undefined : html`<p class="muted">${number(short.rest.length)} more are counted above and not listed.</p>`}
</section>`;
}

/** One of each operation, then a second of each: an operation with many findings must not crowd out the others. */
function inTurns(all: readonly NumberedFinding[]): NumberedFinding[] {
  const seen = new Map<string, number>();
  const turns = all.map((one) => {
    const key = `${one.finding.suite} ${one.finding.operation ?? ''}`;
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return { one, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ one }) => one);
}

function lengthOf({ markup }: { readonly markup: Markup }): number {
  return markup.text.length;
}

function nothingFound(verdict: Report['verdict'], { requests, cases }: Report['sum']): Markup {
  const what =
    verdict === 'fail' ? 'The suites kept none of theirs' : verdict === 'pass' ? 'No differences' : 'None yet';
  return html`<div class="card empty"><strong>${what}</strong><p class="muted">${number(requests)} requests, ${number(cases)} cases.</p></div>`;
}

function filterMarkup(operations: readonly OperationLine[]): Markup {
  const options = operations.filter(({ verdict }) => verdict === 'fail');
  return html`<div class="filter" data-needs-script hidden>
<input type="search" id="filter-text" placeholder="Search: case, path, header, difference" aria-label="Search findings">
<select id="filter-operation" aria-label="Operation"><option value="*">All operations</option>${options.map(
    ({ id }) => html`<option value="${id}">${operationName(id)}</option>`,
  )}</select>
<button type="button" id="toggle-all">Open or close all</button>
<span class="muted small" id="filter-count" aria-live="polite"></span>
</div>`;
}
