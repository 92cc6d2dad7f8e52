import { limitedByGenerator, meanGainOf, type Pair, roundCounts, SERVERS } from '../comparison.ts';
import type { Report } from '../report.ts';
import { findingOf, type Interval } from '../statistics.ts';
import { judge, judgedScenarios, type Verdict } from '../targets.ts';
import {
  durationText,
  FINDINGS,
  intervalText,
  machineText,
  NOT_AVAILABLE,
  ONE_ROUND,
  otherLoadText,
  otherLoadWarning,
  roundsText,
  short,
  versionsText,
} from '../wording.ts';
import { html, type Markup } from './markup.ts';

const FASTIFY_AND_RAW: Pair = { candidate: 'fastify', baseline: 'raw' };

/** The page's head: what came out, and what it was measured with. */
export function overview(report: Report): Markup {
  const { machine, mode, seconds, startedAt } = report;
  const judged = judgedScenarios(report);
  const cpu = meanGainOf(judged, SERVERS, 'cpuMicrosecondsPerRequest');
  const requests = meanGainOf(judged, SERVERS, 'requestsPerSecond');
  const [express, fastify] = (['express', 'fastify'] as const).map(
    (name) => report.subjects.find((subject) => subject.name === name)?.memory.underLoad.residentBytes,
  );
  return html`<header class="top">
<p class="over">Benchmark, ${mode} run</p>
<h1>${headline(requests)}</h1>
<dl class="figures">
${card('Requests/s, Fastify over Express', requests)}
${card('CPU time per request, Express over Fastify', cpu)}
${card('p99 at saturation, Express over Fastify', meanGainOf(judged, SERVERS, 'p99Ms'))}
${card('Requests/s, Fastify over raw node:http', meanGainOf(judged, FASTIFY_AND_RAW, 'requestsPerSecond'))}
<div><dt>Memory under load, Fastify over Express</dt><dd>${express && fastify ? (fastify / express).toFixed(2) : '–'} <small>one reading each</small></dd></div>
</dl>
<p class="muted small">Geometric means over the ${String(judged.length)} operations that a framework can speed up. In parentheses the ${intervalText(roundCounts(report))}; ratios are taken within a round. Above 1, Fastify does better. ${FINDINGS}</p>
<dl class="about">
<dt>Run</dt><dd><time datetime="${startedAt}">${startedAt.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')}</time>, took ${durationText(seconds)}, ${roundsText(report)}</dd>
<dt>Machine</dt><dd>${machineText(machine)}</dd>
<dt>Cores</dt><dd>${report.pinning}</dd>
<dt>Other load</dt><dd>${report.otherLoad === undefined ? NOT_AVAILABLE : otherLoadText(report.otherLoad)}</dd>
<dt>Versions</dt><dd>${versionsText(machine)}</dd>
<dt>Contract</dt><dd><code>${report.contract}</code></dd>
</dl>
${otherLoadNote(report)}
${generatorNote(report)}
</header>`;
}

function headline(gain: Interval | undefined): string {
  if (gain === undefined) return 'Express and Fastify were not both measured';
  if (gain.rounds === 1) return 'One round decides nothing between Fastify and Express';
  const finding = findingOf(gain);
  const range = `${gain.low.toFixed(2)} to ${gain.high.toFixed(2)} times as many requests per second`;
  if (finding === 'no difference') return `No difference between Fastify and Express: ${range}`;
  if (finding === 'undecided') return `Undecided: Fastify answers ${range} as Express`;
  const [who, whom, factor] =
    gain.median >= 1 ? ['Fastify', 'Express', gain.median] : ['Express', 'Fastify', 1 / gain.median];
  return `${who} answers ${factor.toFixed(1)} times as many requests per second as ${whom}`;
}

function card(title: string, gain: Interval | undefined): Markup {
  if (gain === undefined) return html`<div><dt>${title}</dt><dd>– <small>not measured</small></dd></div>`;
  if (gain.rounds === 1) return html`<div><dt>${title}</dt><dd>– <small>${ONE_ROUND}</small></dd></div>`;
  const range = `(${gain.low.toFixed(2)} to ${gain.high.toFixed(2)})`;
  const finding = findingOf(gain);
  const note = finding === 'difference' ? range : `${finding} ${range}`;
  return html`<div><dt>${title}</dt><dd>${`${gain.median.toFixed(2)}x`} <small>${note}</small></dd></div>`;
}

function otherLoadNote(report: Report): Markup | undefined {
  const warning = otherLoadWarning(report);
  return warning === undefined
    ? undefined
    : html`<p class="note"><strong>The machine was not quiet.</strong> ${warning}.</p>`;
}

function generatorNote({ scenarios }: Report): Markup | undefined {
  const limited = scenarios.flatMap(limitedByGenerator);
  if (limited.length === 0) return undefined;
  const subjects = [...new Set(limited.map(({ subject }) => subject))].join(', ');
  const count = scenarios.filter((scenario) => limitedByGenerator(scenario).length > 0).length;
  return html`<p class="note"><strong>The load generator may have been the limit.</strong> It was busy over 90 % of the time with ${subjects} in ${String(count)} of ${String(scenarios.length)} scenarios: of their requests/s and latency the true ratio can lie further from 1. CPU time per request is the figure to read there.</p>`;
}

const SIGNS: Readonly<Record<Verdict['verdict'], string>> = {
  reached: '✓',
  missed: '✗',
  undecided: '≈',
  'not measured': '–',
};

export function targetsTable(report: Report): Markup {
  return html`<section><h2>Targets</h2><div class="card scroll"><table class="list"><thead><tr><th scope="col">Result</th><th scope="col">What</th><th scope="col">Target</th><th scope="col">Measured</th></tr></thead><tbody>
${judge(report).map(
  ({ what, target, figure, verdict }) =>
    html`<tr><td><span class="badge ${verdict.replace(' ', '-')}">${SIGNS[verdict]} ${verdict}</span></td><th scope="row">${what}</th><td>${target}</td><td class="figure">${figure}</td></tr>
`,
)}</tbody></table></div><p class="muted small">Undecided: the interval lies on both sides of the target.</p></section>`;
}

export function spreadWords({ median, low, high }: Interval): string {
  return `${short(median)} (${short(low)} to ${short(high)})`;
}
