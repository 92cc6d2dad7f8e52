import { type FigureName, figureOf, pacedOf } from '../comparison.ts';
import type { Report, ScenarioReport, SubjectName } from '../report.ts';
import { routedInWords, routerAdds, WHY_ROUTED_COSTS } from '../router-adds.ts';
import { spread } from '../statistics.ts';
import { memoryText, short, spreadText } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { spreadWords } from './overview.ts';

const COLUMNS: readonly { readonly name: FigureName; readonly title: string; readonly divisor?: number }[] = [
  { name: 'requestsPerSecond', title: 'requests/s' },
  { name: 'cpuMicrosecondsPerRequest', title: 'CPU µs/request' },
  { name: 'p50Ms', title: 'p50 ms' },
  { name: 'p90Ms', title: 'p90 ms' },
  { name: 'p99Ms', title: 'p99 ms' },
  { name: 'p999Ms', title: 'p99.9 ms' },
  { name: 'eventLoopDelayP99Ms', title: 'event-loop delay p99 ms' },
  { name: 'residentBytes', title: 'memory MiB', divisor: 1024 * 1024 },
];

/** Everything at saturation, and the latency at a fixed rate, one table for each scenario. */
export function allFigures({ scenarios }: Report): Markup {
  return html`<section><h2>All figures</h2><p class="muted">Median of the rounds, and in parentheses their range.</p>${scenarios.map(
    (scenario) =>
      html`<details class="card"><summary><strong>${scenario.name}</strong> <span class="muted">${String(scenario.status)} ${scenario.mediaType}, ${String(scenario.connections)} connections${scenario.boundBy === undefined ? '' : `, bound by ${scenario.boundBy}`}</span></summary>${table(
        ['', ...COLUMNS.map(({ title }) => title), 'at a fixed rate: p50 / p99 ms'],
        scenario.subjects.map((subject) => figuresRow(scenario, subject)),
      )}</details>`,
  )}</section>`;
}

function figuresRow(scenario: ScenarioReport, subject: SubjectName): string[] {
  const paced = pacedOf(scenario, subject);
  return [
    subject,
    ...COLUMNS.map(({ name, divisor }) => spreadText(figureOf(scenario, subject, name), divisor) || '–'),
    paced === undefined ? '–' : `${short(paced.p50Ms.median)} / ${short(paced.p99Ms.median)} at ${short(paced.rate)}/s`,
  ];
}

export function routerTable(report: Report, scenarios: readonly ScenarioReport[]): Markup | undefined {
  const rows = routerAdds({ ...report, scenarios }).map(
    ({ scenario, subject, cpuMicroseconds, p50Ms, p99Ms, rate }) => [
      scenario,
      subject,
      ...[cpuMicroseconds, p50Ms, p99Ms].map((one) => (one === undefined ? '–' : spreadWords(one))),
      rate === undefined ? '–' : `${short(rate)}/s`,
    ],
  );
  if (rows.length === 0) return undefined;
  return html`<section><h2>What the router adds</h2><p class="muted">CPU time of the router itself at saturation. Latency through it less that of the server behind it, at the same fixed rate and in the same round; at 50 % less the mean of both servers. ${routedInWords({ ...report, scenarios }).join(' ')}</p><p class="muted">${WHY_ROUTED_COSTS}</p><div class="card scroll">${table(
    ['Scenario', 'Subject', 'CPU µs/request', 'p50 ms', 'p99 ms', 'latency at'],
    rows,
  )}</div></section>`;
}

export function memoryTable({ subjects }: Report): Markup {
  const rows = subjects.map(({ name, startUpMs, memory }) => [
    name,
    memoryText(memory.atRest),
    memoryText(memory.underLoad),
    memoryText(memory.after),
    startUpMs.length === 0 ? '–' : `${spreadText(spread(startUpMs))} ms`,
  ]);
  return html`<div class="card scroll">${table(['', 'at rest', 'under load', 'after load', 'start-up'], rows)}</div>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<div class="scroll"><table class="list"><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>
${rows.map(
  ([first = '', ...cells]) =>
    html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td class="figure">${cell}</td>`)}</tr>
`,
)}</tbody></table></div>`;
}
