/** A report as a terminal shows it. Pure. */
import {
  BOUNDS,
  boundByFramework,
  FIGURES,
  type FigureName,
  figureOf,
  gainOf,
  limitedByGenerator,
  meanGainOf,
  pacedOf,
  roundCounts,
  roundsOf,
  SERVERS,
} from './comparison.ts';
import type { Report, ScenarioReport, SubjectName } from './report.ts';
import { routedInWords, routerAdds, WHY_ROUTED_COSTS } from './router-adds.ts';
import { spread } from './statistics.ts';
import { judge, judgedScenarios } from './targets.ts';
import {
  align,
  durationText,
  FINDINGS,
  gainText,
  intervalText,
  machineText,
  memoryText,
  otherLoadText,
  otherLoadWarning,
  rawText,
  roundsText,
  short,
  spreadText,
  versionsText,
} from './wording.ts';

export { align, short } from './wording.ts';

/** The report as a person reads it. */
export function renderReport(report: Report): string {
  const free = boundByFramework(report);
  const bound = report.scenarios.filter(({ boundBy }) => boundBy !== undefined);
  const names = report.subjects.map(({ name }) => name);
  return [
    header(report),
    gainTable('Fastify against Express', free, report),
    boundsTable(report),
    ...MEDIANS.map(({ name, title }) => medianTable(title, free, names, name)),
    pacedTable(free, names),
    routerTable(report),
    processTable(report),
    bound.length > 0 ? gainTable(titleOfBound(bound), bound, report) : '',
    ...(bound.length > 0 ? MEDIANS.map(({ name, title }) => medianTable(title, bound, names, name)) : []),
    targetTable(report),
    warnings(report),
    otherLoadWarning(report) ?? '',
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function header(report: Report): string {
  const { mode, seconds, machine, pinning, otherLoad } = report;
  const warning = otherLoadWarning(report);
  return [
    `Benchmark (${mode}): ${roundsText(report)}; took ${durationText(seconds)}. Answers were compared before timing.`,
    `${versionsText(machine)}; ${machineText(machine)}.`,
    `${pinning}; the load came from the same machine.${otherLoad === undefined ? '' : ` ${otherLoadText(otherLoad)}.`}`,
    `2.00x is twice as good: twice the requests/s, or half the CPU time or latency. Ratios are taken within a round;`,
    `in parentheses the ${intervalText(roundCounts(report))}.`,
    FINDINGS,
    ...(warning === undefined ? [] : [`WARNING: ${warning}.`]),
  ].join('\n');
}

function titleOfBound(scenarios: readonly ScenarioReport[]): string {
  const causes = [...new Set(scenarios.map(({ boundBy }) => boundBy))].join(' or ');
  const once = roundsOf({ scenarios }) === 1 ? '; measured in one round only, from which no ratio is taken' : '';
  return `Bound by ${causes}: no framework speeds these up (${scenarios[0]?.connections} connections${once})`;
}

function gainTable(title: string, scenarios: readonly ScenarioReport[], report: Report): string {
  if (scenarios.length === 0) return '';
  const judged = judgedScenarios(report).filter((one) => scenarios.includes(one));
  const rows = scenarios.map((scenario) => [
    scenario.name,
    ...FIGURES.map(({ name }) => gainText(gainOf(scenario, SERVERS, name))),
  ]);
  const mean = ['mean of the successes', ...FIGURES.map(({ name }) => gainText(meanGainOf(judged, SERVERS, name)))];
  const head = ['', ...FIGURES.map((figure) => figure.title)];
  return [title, ...align([head, ...rows, ...(judged.length > 0 ? [mean] : [])])].join('\n');
}

function boundsTable(report: Report): string {
  const names = report.subjects.map(({ name }) => name);
  const rows = BOUNDS.filter(({ baseline }) => names.includes(baseline)).map((pair) => [
    pair.title,
    ...FIGURES.map(({ name }) => gainText(meanGainOf(judgedScenarios(report), pair, name))),
  ]);
  if (rows.length === 0) return '';
  const head = ['', ...FIGURES.map((figure) => figure.title)];
  return ['The limit and the floors: means of the successes', ...align([head, ...rows]), rawText(report)].join('\n');
}

const MEDIANS = [
  { name: 'requestsPerSecond', title: 'Requests/s at saturation, medians' },
  { name: 'cpuMicrosecondsPerRequest', title: 'CPU us/request, medians' },
  { name: 'p99Ms', title: 'p99 ms at saturation, medians' },
  { name: 'eventLoopDelayP99Ms', title: 'Event-loop delay p99 ms, medians' },
] as const satisfies readonly { name: FigureName; title: string }[];

function medianTable(
  title: string,
  scenarios: readonly ScenarioReport[],
  subjects: readonly SubjectName[],
  name: FigureName,
): string {
  const rows = scenarios.map((scenario) => [
    scenario.name,
    ...subjects.map((subject) => {
      const figure = figureOf(scenario, subject, name);
      return figure === undefined ? '-' : short(figure.median);
    }),
  ]);
  return rows.length === 0 ? '' : [title, ...align([['', ...subjects], ...rows])].join('\n');
}

function pacedTable(scenarios: readonly ScenarioReport[], subjects: readonly SubjectName[]): string {
  const rows = scenarios
    .filter(({ paced }) => paced.length > 0)
    .map((scenario) => {
      const figures = subjects.map((subject) => pacedOf(scenario, subject));
      const rate = figures.find((figure) => figure !== undefined)?.rate ?? 0;
      const cells = figures.map((one) => (one ? `${short(one.p50Ms.median)} / ${short(one.p99Ms.median)}` : '-'));
      return [scenario.name, `${short(rate)}/s`, ...cells];
    });
  if (rows.length === 0) return '';
  const title = 'Latency at a fixed rate, the same for all, waiting counted: p50 / p99 ms, medians';
  return [title, ...align([['', 'rate', ...subjects], ...rows])].join('\n');
}

function routerTable(report: Report): string {
  const rows = routerAdds({ ...report, scenarios: boundByFramework(report) }).map(
    ({ subject, scenario, cpuMicroseconds, p50Ms, p99Ms, rate }) => [
      scenario,
      subject,
      ...[cpuMicroseconds, p50Ms, p99Ms].map((one) =>
        one ? spreadText({ ...one, min: one.low, max: one.high }) : '-',
      ),
      rate === undefined ? '-' : `${short(rate)}/s`,
    ],
  );
  if (rows.length === 0) return '';
  const head = ['', '', 'CPU us/request', 'p50 ms', 'p99 ms', 'latency at'];
  const words = routedInWords(report);
  return ['What the router adds to the server behind it', ...align([head, ...rows]), ...words, WHY_ROUTED_COSTS].join(
    '\n',
  );
}

function processTable({ subjects }: Report): string {
  const rows = subjects.map(({ name, startUpMs, memory }) => [
    name,
    startUpMs.length === 0 ? '-' : `${spreadText(spread(startUpMs))} ms`,
    memoryText(memory.atRest),
    memoryText(memory.underLoad),
    memoryText(memory.after),
  ]);
  return ['Start-up and memory', ...align([['', 'first answer', 'at rest', 'under load', 'after'], ...rows])].join(
    '\n',
  );
}

function targetTable(report: Report): string {
  const rows = judge(report).map(({ what, target, figure, verdict }) => [verdict, what, target, figure]);
  return ['Targets', ...align(rows)].join('\n');
}

function warnings({ scenarios }: Report): string {
  const lines = scenarios.map((scenario) => ({ name: scenario.name, limited: limitedByGenerator(scenario) }));
  const rows = lines
    .filter(({ limited }) => limited.length > 0)
    .map(({ name, limited }) => {
      const busiest = Math.round(Math.max(...limited.map(({ generatorBusy }) => generatorBusy)) * 100);
      return [`  ${name}`, `${busiest} %`, [...new Set(limited.map(({ subject }) => subject))].join(', ')];
    });
  return rows.length === 0 ? '' : [GENERATOR_WARNING, ...align(rows)].join('\n');
}

/** Said wherever the load generator was near its limit. */
export const GENERATOR_WARNING =
  'The load generator was busy over 90 % of the time, so it may have been the limit: of requests/s and latency the true ratio can lie further from 1. CPU/request is the figure to read. Busiest:';
