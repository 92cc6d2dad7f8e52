import { FIGURES, type FigureSummary } from './figures.ts';
import type { Machine } from './machine.ts';
import type { Options } from './options.ts';
import type { ScenarioResult } from './run.ts';

export interface Report {
  readonly machine: Machine;
  readonly contract: string;
  readonly options: Options;
  readonly startedAt: string;
  readonly results: readonly ScenarioResult[];
}

/** Above this share of its time the load generator, and not the server, may have been the limit. */
const GENERATOR_LIMIT = 0.9;

/** The report as a person reads it. */
export function renderReport({ machine, options, results }: Report): string {
  const byFramework = results.filter(({ boundBy }) => boundBy === undefined);
  const byOther = results.filter(({ boundBy }) => boundBy !== undefined);
  const blocks = [
    header(machine, options),
    byFramework.length > 0 && renderTable(`Operations (${options.connections} connections)`, byFramework),
    byOther.length > 0 && renderTable(titleOfBound(byOther), byOther),
    ...results.flatMap(warnings),
  ];
  return blocks.filter((block) => block !== false).join('\n\n');
}

function header({ processor, cores, platform, loadBefore, versions }: Machine, options: Options): string {
  const { node, ...packages } = versions;
  const installed = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${options.rounds} x ${options.seconds} s per scenario and server, in turns; answers checked before timing.`,
    `Node ${node}, ${installed.join(', ')}; ${cores} x ${processor}, ${platform}, load before ${loadBefore.toFixed(1)}; the load came from the same machine.`,
    'First line: Fastify / Express, median (min..max) of the rounds. Second line: Express -> Fastify, medians.',
  ].join('\n');
}

function titleOfBound(results: readonly ScenarioResult[]): string {
  const causes = [...new Set(results.map(({ boundBy }) => boundBy))].join(' or ');
  return `Bound by ${causes}: no framework speeds these up (${results[0]?.connections} connections)`;
}

function renderTable(title: string, results: readonly ScenarioResult[]): string {
  const head = [
    ['operation', ...FIGURES.map((figure) => figure.title)],
    ['', ...FIGURES.map(({ better }) => `${better} is better`)],
  ];
  const rows = results.flatMap(({ operation, summary }) => [
    [operation, ...FIGURES.map(({ name }) => ratioText(summary[name]))],
    ['', ...FIGURES.map(({ name, divisor, unit }) => absoluteText(summary[name], divisor, unit))],
  ]);
  return [title, ...align([...head, ...rows])].join('\n');
}

function ratioText({ ratio }: FigureSummary): string {
  if (ratio === undefined) return 'not available';
  const [median, min, max] = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(2));
  return `${median} (${min}..${max})`;
}

function absoluteText({ express, fastify }: FigureSummary, divisor: number, unit: string): string {
  if (express === undefined || fastify === undefined) return '';
  return `${short(express.median / divisor)} -> ${short(fastify.median / divisor)} ${unit}`;
}

/** Three significant digits, but never fewer than the whole number has. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Rows of cells as lines whose columns stand under each other. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function warnings({ operation, measurements }: ScenarioResult): string[] {
  const busiest = Math.max(...measurements.map(({ generatorBusy }) => generatorBusy));
  if (busiest <= GENERATOR_LIMIT) return [];
  const percent = Math.round(busiest * 100);
  return [
    `${operation}: the load generator was busy ${percent} % of the time, so it may have been the limit: of requests/s and latency the true ratio can lie further from 1. CPU/request is the figure to read.`,
  ];
}
