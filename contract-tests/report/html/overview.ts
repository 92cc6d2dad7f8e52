import type { Coverage } from '../coverage.ts';
import { duration, number, percent } from '../figures.ts';
import { type OperationLine, operationName, type Report, type Verdict } from '../report.ts';
import { html, Markup } from './markup.ts';

const WORDS: Readonly<Record<Verdict, string>> = { pass: 'same', fail: 'differs', untested: 'not tested' };
const SHOWN_CAUSES = 15;
const SHOWN_NAMES = 200;

/** The page's head: what came out, how much was done, what was compared. */
export function summaryMarkup({ header, sum, verdict, suites, operations, findings }: Report): Markup {
  const tested = operations.filter(({ id, cases }) => id !== '' && cases > 0).length;
  const documented = operations.filter(({ id }) => id !== '').length;
  return html`<header class="top">
<p class="over">Parity report</p>
<h1>${header.title}</h1>
<div class="verdict ${verdict}">${SIGNS[verdict]}<div>${verdictMarkup({ verdict, sum, suites, findings, operations })}</div></div>
<dl class="figures">
${figure('Requests to each server', number(sum.requests))}
${figure('Cases', number(sum.cases))}
${figure('Cases with a finding', number(sum.failed))}
${figure('Operations tested', number(tested), `of ${number(documented)}`)}
${figure('Statuses seen', ...share(operations.map(({ statuses }) => statuses)))}
${figure('Schema keywords broken', ...share(operations.map(({ keywords }) => keywords)))}
</dl>
<dl class="about">
<dt>Contract</dt><dd>${header.contract.title} ${header.contract.version} <code class="muted">${header.contract.digest}</code></dd>
<dt>Baseline</dt><dd>${header.baseline}</dd>
<dt>Candidate</dt><dd>${header.candidate}</dd>
<dt>Started</dt><dd><time datetime="${header.startedAt}">${header.startedAt.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')}</time>, ran ${duration(sum.durationMs)}</dd>
<dt>Lockstep</dt><dd>${header.toolVersion}</dd>
</dl>
</header>`;
}

export function suitesMarkup({ suites }: Report): Markup {
  return html`<section><h2>Suites</h2><div class="card scroll"><table class="list">
<thead><tr><th scope="col">Suite</th><th scope="col" class="number">Cases</th><th scope="col" class="number">Requests</th><th scope="col" class="number">With a finding</th><th scope="col" class="number">Seed</th><th scope="col" class="number">Time</th><th scope="col">Result</th></tr></thead>
<tbody>${suites.map(
    ({ suite, cases, requests, failed, seed, durationMs, verdict }) => html`<tr><th scope="row">${suite}</th>
${numbers(number(cases), number(requests), number(failed), seed === undefined ? '–' : String(seed), duration(durationMs))}<td>${badge(verdict)}</td></tr>
`,
  )}</tbody></table></div></section>`;
}

export function causesMarkup({ causes, findings }: Report): Markup | undefined {
  if (causes.length === 0) return undefined;
  const more = causes.length - SHOWN_CAUSES;
  return html`<section><h2>What differs most</h2><div class="card scroll"><table class="list">
<thead><tr><th scope="col">Difference</th><th scope="col" class="number">Findings</th><th scope="col"><span class="unseen">Share</span></th></tr></thead>
<tbody>${causes.slice(0, SHOWN_CAUSES).map(
    ({
      name,
      findings: count,
      first,
    }) => html`<tr><th scope="row"><a href="#finding-${first + 1}"><code>${name}</code></a></th>
${numbers(number(count))}<td>${bar(count, findings.length, 'fail')}</td></tr>
`,
  )}</tbody></table></div>${more > 0 ? html`<p class="muted small">${more} rarer ones stand in the findings and in parity.json.</p>` : undefined}</section>`;
}

export function operationsMarkup({ operations }: Report): Markup {
  return html`<section><h2>Operations</h2><div class="card scroll"><table class="list">
<thead><tr><th scope="col">Operation</th><th scope="col" class="number">Cases</th><th scope="col" class="number">With a finding</th><th scope="col" class="number">Differences</th><th scope="col">Statuses seen</th><th scope="col">Keywords broken</th><th scope="col">Result</th></tr></thead>
<tbody>${operations.map(operationRow)}</tbody></table></div></section>`;
}

function operationRow(line: OperationLine): Markup {
  const { id, method, path, cases, failed, differences, statuses, keywords, verdict, reservation } = line;
  const findings =
    failed === 0 ? html`0` : html`<a href="#findings" data-filter-operation="${id}">${number(failed)}</a>`;
  return html`<tr><th scope="row">${operationName(id)}${method === '' ? undefined : html`<code class="path muted">${method} ${path}</code>`}${reservation === undefined ? undefined : html`<small class="muted">${reservation}</small>`}</th>
${numbers(number(cases), findings, number(differences))}<td>${coverageCell(statuses, 'seen')}</td><td>${coverageCell(keywords, 'broken')}</td><td>${badge(verdict)}</td></tr>
`;
}

function coverageCell({ seen, documented, covered, uncovered, undocumented }: Coverage, done: string): Markup {
  const names = Object.keys(seen);
  if (documented === undefined) return html`<span class="muted">${number(names.length)}</span>`;
  if (documented.length === 0 && undocumented.length === 0) return html`<span class="muted">–</span>`;
  return html`<span class="small">${number(covered.length)} of ${number(documented.length)}</span>${bar(covered.length, documented.length)}
${nameList(`not ${done}`, uncovered)}${nameList('not documented', undocumented)}`;
}

function nameList(what: string, names: readonly string[]): Markup | undefined {
  if (names.length === 0) return undefined;
  const more = names.length - SHOWN_NAMES;
  return html`<details class="small"><summary>${number(names.length)} ${what}</summary><ul>${names
    .slice(0, SHOWN_NAMES)
    .map(
      (name) => html`<li><code>${name}</code></li>`,
    )}${more > 0 ? html`<li>${number(more)} more</li>` : undefined}</ul></details>`;
}

/** Drawn, not styled: a policy that forbids style attributes (CSP 3, `style-src-attr`) leaves it as it is. */
function bar(part: number, whole: number, kind = ''): Markup {
  const width = whole === 0 ? 0 : (100 * part) / whole;
  return html`<svg class="bar" aria-hidden="true"><rect class="ground" width="100%" height="100%"/><rect class="part ${kind}" width="${width.toFixed(1)}%" height="100%"/></svg>`;
}

function badge(verdict: Verdict): Markup {
  return html`<span class="badge ${verdict}">${WORDS[verdict]}</span>`;
}

function numbers(...values: readonly (string | Markup)[]): readonly Markup[] {
  return values.map((value) => html`<td class="number">${value}</td>`);
}

function figure(name: string, value: string, beside = ''): Markup {
  return html`<div><dt>${name}</dt><dd>${value} <small>${beside}</small></dd></div>`;
}

function share(coverages: readonly Coverage[]): readonly [string, string] {
  const known = coverages.filter(({ documented }) => documented !== undefined);
  const whole = known.reduce((sum, { documented }) => sum + (documented?.length ?? 0), 0);
  const part = known.reduce((sum, { covered }) => sum + covered.length, 0);
  if (whole > 0) return [percent(part, whole), `${number(part)} of ${number(whole)}`];
  return [number(new Set(coverages.flatMap(({ seen }) => Object.keys(seen))).size), ''];
}

function verdictMarkup({
  verdict,
  sum,
  suites,
  findings,
  operations,
}: Pick<Report, 'verdict' | 'sum' | 'suites' | 'findings' | 'operations'>): Markup {
  const done = `${number(sum.requests)} requests to each server, ${number(sum.cases)} cases`;
  if (verdict === 'pass')
    return html`<strong>No differences</strong><p>${done}: every answer is the same, and what the contract says.</p>`;
  if (verdict === 'fail')
    return html`<strong>The servers do not do the same</strong><p>${number(Math.max(sum.failed, findings.length))} of ${number(sum.cases)} cases have a finding, ${number(sum.differences)} differences in all.</p>`;
  const idle = suites.filter((suite) => suite.verdict === 'untested').map(({ suite }) => suite);
  const unproven = operations.filter(({ cases, reservation }) => cases > 0 && reservation !== undefined);
  if (idle.length === 0 && unproven.length > 0)
    return html`<strong>Not proven</strong><p>${done} are alike, but ${number(unproven.length)} operations were never seen to succeed: both may only refuse alike.</p>`;
  return html`<strong>Nothing was compared${idle.length > 0 ? ` in ${idle.join(', ')}` : ''}</strong><p>${done}: this is no proof that the servers do the same.</p>`;
}

function drawing(path: string): Markup {
  return new Markup(
    `<svg class="sign" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="${path}"/></svg>`,
  );
}

const SIGNS: Readonly<Record<Verdict, Markup>> = {
  pass: drawing('M7.5 12.5l3 3 6-6.5'),
  fail: drawing('M8 10h8M8 14h8M14.5 6.5l-5 11'),
  untested: drawing('M12 7v6M12 16.5v.01'),
};
