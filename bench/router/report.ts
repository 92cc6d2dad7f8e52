import type { Machine } from '../machine.ts';
import type { Pinning } from '../process/pinning.ts';
import type { Spread } from '../statistics.ts';
import { align, short } from '../table.ts';
import type { Figures } from './measure.ts';
import type { Plan, Scenario } from './plan.ts';
import { addedOf, type FigureName, figureOf, ratioOf } from './summary.ts';
import { judge, type Verdict } from './targets.ts';

export interface RouterReport {
  readonly machine: Machine;
  readonly startedAt: string;
  readonly plan: Plan;
  /** Or why there is none. */
  readonly pinning: Pinning | string;
  readonly subjects: readonly { readonly name: string; readonly version: string; readonly percentage?: number }[];
  /** What the comparison lacks on this machine. */
  readonly absent: readonly string[];
  readonly figures: Figures;
  readonly verdicts: readonly Verdict[];
}

/** The one whose lines say how it stands to the others: at 50 % it does all that a router does. */
const REFERENCE = 'router-50';
const GENERATOR_LIMIT = 0.9;

export function toReport(parts: Omit<RouterReport, 'verdicts'>): RouterReport {
  const routers = parts.subjects.filter(({ percentage }) => percentage !== undefined).map(({ name }) => name);
  return { ...parts, verdicts: judge(parts.figures, routers, parts.plan.scenarios) };
}

/** The report as a person reads it. */
export function renderRouterReport(report: RouterReport): string {
  return [
    header(report),
    ...report.plan.scenarios.map((scenario) => saturationTable(scenario, report)),
    halfLoadTable(report),
    verdictTable(report.verdicts),
    ...notes(report),
  ].join('\n\n');
}

function header({ machine, plan, pinning, subjects, absent }: RouterReport): string {
  const { cores, processor, platform, loadBefore, versions } = machine;
  const versionsOf = subjects.filter(({ name }) => name !== 'direct').map(({ name, version }) => `${name} ${version}`);
  return [
    `${plan.rounds} rounds of ${plan.seconds} s per subject and load, in turns; answers compared with the backend's own before, each answer's body during.`,
    `Node ${versions.node}; ${versionsOf.join(', ')}.`,
    `${cores} x ${processor}, ${platform}, load before ${loadBefore.toFixed(1)}; ${describePinning(pinning)}`,
    ...(absent.length > 0 ? [`Not installed here, so not compared: ${absent.join(', ')}.`] : []),
    'Figures are the median of the rounds (min..max).',
  ].join('\n');
}

function describePinning(pinning: Pinning | string): string {
  return typeof pinning === 'string'
    ? `processes were NOT held on cores of their own (${pinning}), so they took time from each other.`
    : `subjects on core ${pinning.subject}, load and backends on core ${pinning.load}.`;
}

const COLUMNS: readonly { readonly name: FigureName; readonly title: string; readonly divisor: number }[] = [
  { name: 'requestsPerSecond', title: 'requests/s', divisor: 1 },
  { name: 'cpuMicrosecondsPerRequest', title: 'CPU us/request', divisor: 1 },
  { name: 'p50Ms', title: 'p50 ms', divisor: 1 },
  { name: 'p99Ms', title: 'p99 ms', divisor: 1 },
  { name: 'residentBytes', title: 'memory MiB', divisor: 1024 * 1024 },
];

function saturationTable(scenario: Scenario, { figures, subjects }: RouterReport): string {
  const compared = subjects.some(({ name }) => name === REFERENCE);
  const head = [
    '',
    ...COLUMNS.map(({ title }) => title),
    ...(compared ? [`${REFERENCE} / it: requests/s`, 'CPU'] : []),
  ];
  const rows = subjects.map(({ name }) => [
    name,
    ...COLUMNS.map((column) => spreadText(figureOf(figures, name, scenario, column.name), column.divisor)),
    ...(compared ? [ratioText(figures, name, scenario, 'requestsPerSecond')] : []),
    ...(compared ? [ratioText(figures, name, scenario, 'cpuMicrosecondsPerRequest')] : []),
  ]);
  return [`${scenario.method} at saturation, ${scenario.connections} connections`, ...align([head, ...rows])].join(
    '\n',
  );
}

function ratioText(figures: Figures, name: string, scenario: Scenario, figure: FigureName): string {
  if (name === REFERENCE) return '';
  const ratio = ratioOf(figures, [REFERENCE, name], scenario, figure);
  return ratio === undefined ? 'not available' : fixed(ratio);
}

function halfLoadTable({ figures, plan, subjects }: RouterReport): string {
  const { method, connections } = plan.halfLoad;
  const head = ['', 'requests/s', 'added p50 ms', 'added p99 ms'];
  const rows = subjects
    .filter(({ name }) => name !== 'direct')
    .map(({ name }) => {
      const rates = figures.halfLoad.filter(({ subject }) => subject === name);
      const rate = rates.at(-1)?.requestsPerSecond;
      const added = ([50, 99] as const).map((percentile) => addedOf(figures, name, percentile));
      return [name, rate === undefined ? '' : short(rate), ...added.map((one) => (one ? fixed(one) : 'not available'))];
    });
  const title = `${method} at half of each one's own saturation, ${connections} connections, fixed rate: what it adds to the backend alone`;
  return [title, ...align([head, ...rows])].join('\n');
}

function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ what, limit, figure, verdict }) => [what, limit, figure ? fixed(figure) : '', verdict]);
  return ['What the router is to reach', ...align(rows)].join('\n');
}

function notes({ figures }: RouterReport): string[] {
  const busy = figures.saturation.filter(({ generatorBusy }) => generatorBusy > GENERATOR_LIMIT);
  const names = [...new Set(busy.map(({ subject }) => subject))];
  return [
    'The CPU time of "direct" is the backend\'s own. With rounds on both sides of a limit the verdict is "undecided": run longer, on a quiet machine.',
    ...(names.length === 0
      ? []
      : [
          `The load generator was busy over 90 % of the time with ${names.join(', ')}: their requests/s may be its limit, not theirs.`,
        ]),
  ];
}

function spreadText(spread: Spread | undefined, divisor: number): string {
  if (spread === undefined) return 'not available';
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => short(value / divisor));
  return `${median} (${min}..${max})`;
}

function fixed({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}..${max.toFixed(2)})`;
}
