import { createHash } from 'node:crypto';
import { boundByFramework, type FigureName, figureOf, gainOf, meanGainOf, roundsOf, SERVERS } from '../comparison.ts';
import type { Report, ScenarioReport, SubjectName } from '../report.ts';
import { median } from '../statistics.ts';
import { judgedScenarios, TARGET_GAIN, TARGET_OF_RAW, TARGET_START_UP_MS } from '../targets.ts';
import { rawText } from '../wording.ts';
import { dotRows, type Shape, shapeSign } from './dot-rows.ts';
import { flames } from './flame.ts';
import { latencyPlots } from './latency.ts';
import { html, Markup } from './markup.ts';
import { memoryPlot } from './memory-plot.ts';
import { overview, targetsTable } from './overview.ts';
import { type RatioRow, ratioBars } from './ratio-bars.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { subjectBars } from './subject-bars.ts';
import { allFigures, memoryTable, routerTable } from './tables.ts';

/**
 * What is told, as one page that needs nothing else: no request, no script to be read. Its policy admits the page's own style and script
 * by their hashes, so that a name out of a contract or a profile could not run even if it were not escaped.
 */
export function pageOf(title: string, body: Markup): string {
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
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${body}
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** A benchmark's report as such a page. */
export function toHtml(report: Report): string {
  return pageOf(
    'Benchmark: Fastify against Express',
    html`${overview(report)}
<main>
${sections(report)}
</main>`,
  );
}

function sections(report: Report): readonly (Markup | undefined)[] {
  const free = boundByFramework(report);
  const bound = report.scenarios.filter(({ boundBy }) => boundBy !== undefined);
  return [
    targetsTable(report),
    free.length === 0 ? undefined : comparison(report, free),
    bound.length === 0 ? undefined : boundSection(bound),
    html`<section><h2>CPU time per request</h2><p class="muted">Microseconds, median of the rounds and their range; all threads of a subject, of a routed one the router and the servers behind it. Raw does the same work without a framework; bare is a framework without the work.</p>${subjectBars(free, 'cpuMicrosecondsPerRequest')}</section>`,
    html`<section><h2>Requests per second at saturation</h2><p class="muted">Median of the rounds and their range.</p>${subjectBars(free, 'requestsPerSecond')}</section>`,
    free.some(({ paced }) => paced.length > 0)
      ? html`<section><h2>Latency at a fixed rate</h2><p class="muted">The same rate for every subject, and waiting counts (no coordinated omission). All rounds together; the height is the square root of the share, so that the tail can be seen. Marks: p50 <span class="key p50"></span>, p99 <span class="key p99"></span>, p99.9 <span class="key p999"></span>.</p>${latencyPlots(free)}</section>`
      : undefined,
    eventLoop(free),
    routerTable(report, judgedScenarios(report)),
    html`<section><h2>Memory</h2><p class="muted">Resident memory; of several processes the sum. Heap is that after a collection.</p>${memoryPlot(report.subjects)}${memoryTable(report)}</section>`,
    startUp(report),
    flames(report.subjects),
    allFigures(report),
  ];
}

function comparison(report: Report, free: readonly ScenarioReport[]): Markup {
  const judged = judgedScenarios(report);
  const rows = (name: FigureName): RatioRow[] => [
    ...free.map((scenario) => ({ label: scenario.name, gain: gainOf(scenario, SERVERS, name) })),
    { label: 'mean of successes', gain: meanGainOf(judged, SERVERS, name), kind: 'mean' },
  ];
  const raw: RatioRow[] = [
    ...free.map((scenario) => ({ label: scenario.name, gain: gainOf(scenario, FASTIFY_AND_RAW, 'requestsPerSecond') })),
    { label: 'mean of successes', gain: meanGainOf(judged, FASTIFY_AND_RAW, 'requestsPerSecond'), kind: 'mean' },
  ];
  return html`<section><h2>Fastify against Express</h2><p class="muted">How many times better Fastify is: its requests/s over Express's, and of CPU time and latency Express's over its own. The line is the interval; a hollow bar's holds 1: no difference, or undecided where it is wide. ${rawText(report)}</p><div class="pairs">
${ratioBars('Requests/s', rows('requestsPerSecond'), TARGET_GAIN)}
${ratioBars('CPU time per request', rows('cpuMicrosecondsPerRequest'), TARGET_GAIN)}
${ratioBars('p99 at saturation', rows('p99Ms'), 2)}
${ratioBars('Fastify against raw node:http, requests/s', raw, TARGET_OF_RAW)}</div></section>`;
}

const FASTIFY_AND_RAW = { candidate: 'fastify', baseline: 'raw' } as const;

function boundSection(bound: readonly ScenarioReport[]): Markup {
  const rows = (name: FigureName) =>
    bound.map((scenario) => ({ label: scenario.name, gain: gainOf(scenario, SERVERS, name) }));
  const once = roundsOf({ scenarios: bound }) === 1 ? ' Measured in one round only, from which no ratio is taken.' : '';
  const causes = [...new Set(bound.map(({ boundBy }) => boundBy))].join(' or ');
  return html`<section><h2>Bound by ${causes}</h2><p class="muted">No framework speeds these up; they are in none of the means above.${once}</p><div class="pairs">
${ratioBars('Requests/s', rows('requestsPerSecond'))}
${ratioBars('CPU time per request', rows('cpuMicrosecondsPerRequest'))}</div></section>`;
}

const SHAPES: Readonly<Partial<Record<SubjectName, Shape>>> = {
  express: 'square',
  fastify: 'circle',
  raw: 'triangle',
  'router-50': 'rhombus',
};

function eventLoop(free: readonly ScenarioReport[]): Markup | undefined {
  const rows = free.map((scenario) => ({
    label: scenario.name,
    dots: scenario.subjects.flatMap((subject) => {
      const [spread, shape] = [figureOf(scenario, subject, 'eventLoopDelayP99Ms'), SHAPES[subject]];
      return spread === undefined || shape === undefined ? [] : [{ value: spread.median, shape }];
    }),
  }));
  if (rows.every(({ dots }) => dots.length === 0)) return undefined;
  const legend = Object.entries(SHAPES).map(([name, shape]) => html`<span>${shapeSign(shape)} ${name}</span>`);
  return html`<section><h2>Event-loop delay at saturation</h2><p class="muted">p99 of how much later than due a timer ran in a subject's main thread; median of the rounds.</p><p class="legend">${legend}</p>${dotRows('Event-loop delay', 'ms', rows)}</section>`;
}

function startUp({ subjects }: Report): Markup | undefined {
  const rows = subjects
    .filter(({ startUpMs }) => startUpMs.length > 0)
    .map(({ name, startUpMs }) => ({
      label: name,
      dots: startUpMs.map((value) => ({ value, shape: 'circle' as const })),
      median: median(startUpMs),
    }));
  if (rows.length === 0) return undefined;
  return html`<section><h2>Start-up</h2><p class="muted">From spawning a process until its first answer, each start a dot, the median a line. The target is for the two servers.</p>${dotRows('Start-up', 'ms', rows, TARGET_START_UP_MS)}</section>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
