import { type FigureName, figureOf } from '../comparison.ts';
import type { ScenarioReport, SubjectName } from '../report.ts';
import { short } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { linearScale } from './scale.ts';

const [WIDTH, LEFT, RIGHT, ROW] = [340, 88, 52, 19];

/** One small plot for each scenario: a figure of every subject, with the range of its rounds. All begin at 0. */
export function subjectBars(scenarios: readonly ScenarioReport[], name: FigureName): Markup {
  return html`<div class="multiples">${scenarios.map((scenario) => panel(scenario, name))}</div>`;
}

function panel(scenario: ScenarioReport, name: FigureName): Markup | undefined {
  const bars = scenario.subjects.flatMap((subject) => {
    const spread = figureOf(scenario, subject, name);
    return spread === undefined ? [] : [{ subject, spread }];
  });
  if (bars.length === 0) return undefined;
  const x = linearScale([0, Math.max(...bars.map(({ spread }) => spread.max))], [LEFT, WIDTH - RIGHT]);
  return html`<figure class="plot small"><figcaption>${scenario.name}</figcaption><svg viewBox="0 0 ${WIDTH} ${bars.length * ROW + 4}" role="img" aria-label="${scenario.name}">
<line class="one" x1="${LEFT}" x2="${LEFT}" y1="0" y2="${bars.length * ROW + 4}"/>
${bars.map(({ subject, spread: { median, min, max } }, index) => {
  const y = 2 + index * ROW;
  return html`<text class="label" x="${LEFT - 7}" y="${y + 14}">${subject}</text>
<rect class="bar ${classOf(subject)}" x="${LEFT}" y="${y + 3}" width="${x(median) - LEFT}" height="${ROW - 6}"/>
<path class="whisker" d="M${x(min)} ${y + ROW / 2}H${x(max)}"/><text class="value" x="${x(max) + 5}" y="${y + 14}">${short(median)}</text>`;
})}
</svg></figure>`;
}

/** What kind of subject it is, for its tone; its name always stands beside it. */
export function classOf(subject: SubjectName): string {
  if (subject === 'express' || subject === 'fastify' || subject === 'raw') return subject;
  return subject.startsWith('router') ? 'routed' : 'floor';
}
