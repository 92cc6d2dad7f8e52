import { SOAK_HEAD, soakRows, soakSetUp } from '../memory/in-words.ts';
import type { Soak } from '../memory/soak-report.ts';
import { html } from './markup.ts';
import { memoryPlot } from './memory-plot.ts';
import { pageOf } from './page.ts';
import { table } from './tables.ts';

/** A soak as one page that needs nothing else. */
export function toMemoryHtml(soak: Soak): string {
  const names = soak.subjects.map(({ name }) => name).join(' and ');
  const body = html`<header class="top">
<p class="over">Benchmark, memory under load</p>
<h1>Memory of ${names} over ${String(Number(soak.minutes.toFixed(1)))} minutes of load</h1>
${soakSetUp(soak).map((line) => html`<p class="${line.startsWith('WARNING') ? 'note' : 'muted'}">${line}</p>`)}
</header>
<main>
<section><h2>Resident memory over time</h2>${memoryPlot(soak.subjects)}</section>
<section><h2>Figures</h2><div class="card scroll">${table(SOAK_HEAD, soakRows(soak))}</div></section>
</main>`;
  return pageOf('Benchmark: memory under load', body);
}
