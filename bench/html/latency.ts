import { histogramOf, pacedOf } from '../comparison.ts';
import type { Paced, ScenarioReport, SubjectName } from '../report.ts';
import { short } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { logScale, type Scale } from './scale.ts';
import { classOf } from './subject-bars.ts';

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [620, 88, 170, 38, 22];

/** Distributions of latency at a fixed rate, one row for each subject, on a log axis. */
export function latencyPlots(scenarios: readonly ScenarioReport[]): Markup {
  return html`<div class="pairs">${scenarios.filter(({ paced }) => paced.length > 0).map(panel)}</div>`;
}

function panel(scenario: ScenarioReport): Markup {
  const subjects = scenario.subjects.filter((subject) => pacedOf(scenario, subject) !== undefined);
  const histograms = subjects.map((subject) => histogramOf(scenario, subject));
  const ends = histograms.flat().map(({ upToMs }) => upToMs);
  const x = logScale([Math.min(...ends) / 1.2, Math.max(...ends)], [LEFT, WIDTH - RIGHT]);
  const bottom = TOP + subjects.length * ROW;
  const rate = subjects[0] && pacedOf(scenario, subjects[0])?.rate;
  const title = `${scenario.name}, ${rate === undefined ? '' : short(rate)} requests/s`;
  return html`<figure class="plot"><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${bottom + 22}" role="img" aria-label="${`Latency of ${title}`}">
<text class="value" x="${WIDTH - RIGHT + 12}" y="14">p50 | p99 | p99.9 ms</text>
${x.ticks.map((tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${bottom}"/><text class="tick" x="${x(tick)}" y="${bottom + 15}">${short(tick)} ms</text>`)}
${subjects.map((subject, index) => ridge(scenario, subject, histograms[index] ?? [], TOP + (index + 1) * ROW, x))}
</svg></figure>`;
}

function ridge(
  scenario: ScenarioReport,
  subject: SubjectName,
  histogram: Paced['histogram'],
  y: number,
  x: Scale,
): Markup | undefined {
  const figure = pacedOf(scenario, subject);
  if (figure === undefined) return undefined;
  const [p50, p99, p999] = [figure.p50Ms.median, figure.p99Ms.median, figure.p999Ms.median];
  const mark = (name: string, value: number, height: number) =>
    html`<path class="mark ${name}" d="M${x(value)} ${y}v${-height}"/>`;
  return html`<path class="ridge ${classOf(subject)}" d="${outline(histogram, y, x)}"/><line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>
${mark('p50', p50, ROW - 8)}${mark('p99', p99, ROW / 2)}${mark('p999', p999, ROW / 3)}
<text class="label" x="${LEFT - 8}" y="${y - 8}">${subject}</text><text class="value" x="${WIDTH - RIGHT + 12}" y="${y - 8}">${[p50, p99, p999].map(short).join(' | ')}</text>`;
}

/** A step for each part of the histogram; its height is the square root of the count, or nobody would see the tail. */
function outline(histogram: Paced['histogram'], y: number, x: Scale): string {
  const factor = stepOf(histogram);
  const most = Math.sqrt(Math.max(...histogram.map(({ count }) => count)));
  const steps = histogram.map(({ upToMs, count }) => {
    const height = (Math.sqrt(count) / most) * (ROW - 8);
    const [from, to] = [x(upToMs / factor), x(upToMs)].map((place) => place.toFixed(1));
    return `M${from} ${y}V${(y - height).toFixed(1)}H${to}V${y}Z`;
  });
  return steps.join('');
}

/** How much further each step of a histogram reaches than the one before; empty ones are left out in it. */
function stepOf(histogram: Paced['histogram']): number {
  const factors = histogram.slice(1).map(({ upToMs }, index) => upToMs / (histogram[index]?.upToMs ?? upToMs));
  const wider = factors.filter((factor) => factor > 1.001);
  return wider.length === 0 ? 1.1 : Math.min(...wider);
}
