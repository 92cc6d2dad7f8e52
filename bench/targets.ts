/** What the migration is to reach, and what a report says of it. */
import { boundByFramework, type FigureName, leastGainOf, meanGainOf, type Pair, SERVERS } from './comparison.ts';
import { flatness } from './memory/in-words.ts';
import type { Soak } from './memory/soak-report.ts';
import type { Memory, MemoryReading, Report, SubjectName, SubjectReport } from './report.ts';
import { type Interval, interval, median } from './statistics.ts';
import { bytesText, ratioText, short } from './wording.ts';

export interface Verdict {
  readonly what: string;
  readonly target: string;
  /** With its interval where there is one, or why there is none. */
  readonly figure: string;
  /** `undecided`: the interval lies on both sides of the target. */
  readonly verdict: 'reached' | 'missed' | 'undecided' | 'not measured';
}

/** How many times better Fastify is to be. */
export const TARGET_GAIN = 2.5;
export const TARGET_LEAST_GAIN = 2;
export const TARGET_OF_RAW = 0.85;
export const TARGET_START_UP_MS = 700;

const FASTIFY_AND_RAW: Pair = { candidate: 'fastify', baseline: 'raw' };
const FLAT_FOR_SECONDS = 600;
/** Growth that the noise of resident memory explains. */
const FLAT_WITHIN = 1.1;

/** @param soak minutes of load under which memory was watched; what it says is more than what a run of changing scenarios can */
export function judge(report: Report, soak?: Soak): Verdict[] {
  return [
    ...gainVerdicts(report, 'requestsPerSecond', 'requests/s'),
    ...gainVerdicts(report, 'cpuMicrosecondsPerRequest', 'CPU time per request'),
    meanVerdict(report, 'p99 at saturation, Fastify against Express', SERVERS, 'p99Ms', 2, 'at most half (2x better)'),
    meanVerdict(
      report,
      'requests/s, Fastify against raw node:http',
      FASTIFY_AND_RAW,
      'requestsPerSecond',
      TARGET_OF_RAW,
    ),
    ...memoryVerdicts(report.subjects),
    ...(['express', 'fastify'] as const).flatMap((name) => [
      soakVerdict(name, soak) ?? flatVerdict(name, subjectOf(report.subjects, name)),
      startUpVerdict(name, subjectOf(report.subjects, name)),
    ]),
  ];
}

/** The successes of the operations that a framework can speed up: what the targets speak of. */
export function judgedScenarios(report: Pick<Report, 'scenarios'>) {
  return boundByFramework(report).filter(({ outcome }) => outcome === 'success');
}

function gainVerdicts(report: Report, name: FigureName, title: string): Verdict[] {
  const least = leastGainOf(judgedScenarios(report), SERVERS, name);
  return [
    meanVerdict(report, `${title}, Fastify against Express`, SERVERS, name, TARGET_GAIN, 'mean at least 2.5x, aim 3x'),
    {
      what: `${title}, the operation that gains least`,
      target: `at least ${TARGET_LEAST_GAIN}x`,
      figure: least === undefined ? NO_FIGURE : `${ratioText(least.gain)} in ${least.scenario}`,
      verdict: atLeast(least?.gain, TARGET_LEAST_GAIN),
    },
  ];
}

function meanVerdict(
  report: Report,
  what: string,
  pair: Pair,
  name: FigureName,
  limit: number,
  target = `mean at least ${limit}x`,
): Verdict {
  const gain = meanGainOf(judgedScenarios(report), pair, name);
  return { what, target, figure: gain === undefined ? NO_FIGURE : ratioText(gain), verdict: atLeast(gain, limit) };
}

const NO_FIGURE = 'no figure';

function atLeast(gain: Interval | undefined, limit: number): Verdict['verdict'] {
  if (gain === undefined) return 'not measured';
  if (gain.rounds === 1) return 'undecided';
  if (gain.low >= limit) return 'reached';
  return gain.high < limit ? 'missed' : 'undecided';
}

const MOMENTS = [
  { moment: 'atRest', kind: 'residentBytes', title: 'resident memory at rest' },
  { moment: 'underLoad', kind: 'residentBytes', title: 'resident memory under load' },
  { moment: 'after', kind: 'residentBytes', title: 'resident memory after load' },
  { moment: 'after', kind: 'heapUsedBytes', title: 'heap after load and a collection' },
] as const satisfies readonly { moment: keyof SubjectReport['memory']; kind: keyof Memory; title: string }[];

function memoryVerdicts(subjects: readonly SubjectReport[]): Verdict[] {
  return MOMENTS.map(({ moment, kind, title }): Verdict => {
    const [express, fastify] = (['express', 'fastify'] as const).map(
      (name) => subjectOf(subjects, name)?.memory[moment][kind],
    );
    const what = `${title}, Fastify over Express`;
    const target = 'at most 1, aim 0.8';
    if (!express || !fastify) return { what, target, figure: NO_FIGURE, verdict: 'not measured' };
    const figure = `${(fastify / express).toFixed(2)} (${bytesText(fastify)} over ${bytesText(express)})`;
    return { what, target, figure, verdict: fastify <= express ? 'reached' : 'missed' };
  });
}

function soakVerdict(name: SubjectName, soak: Soak | undefined): Verdict | undefined {
  const subject = soak?.subjects.find((one) => one.name === name);
  if (soak === undefined || subject === undefined) return undefined;
  const { flat, figure } = flatness(subject, soak);
  const verdict = flat === undefined ? 'not measured' : flat ? 'reached' : 'missed';
  return { what: `resident memory of ${name} under load`, target: 'flat for 10 minutes', figure, verdict };
}

/** The scenarios change during a run, so memory that is higher at its end may be theirs: that decides nothing. */
function flatVerdict(name: SubjectName, subject: SubjectReport | undefined): Verdict {
  const growth = growthOf(subject?.memory.overTime ?? []);
  const seconds = subject?.memory.overTime.at(-1)?.atSeconds ?? 0;
  const [what, target] = [`resident memory of ${name}, end of the run over its second fifth`, 'flat for 10 minutes'];
  if (growth === undefined) return { what, target, figure: NO_FIGURE, verdict: 'not measured' };
  const figure = `${growth.toFixed(2)} over ${short(seconds)} s`;
  if (seconds < FLAT_FOR_SECONDS) return { what, target, figure: `${figure}, too short`, verdict: 'not measured' };
  return { what, target, figure, verdict: growth <= FLAT_WITHIN ? 'reached' : 'undecided' };
}

/** The last fifth of the time over the second, as medians: in the first a process warms up. */
export function growthOf(readings: readonly MemoryReading[]): number | undefined {
  const end = readings.at(-1)?.atSeconds ?? 0;
  const fifth = (number: number) =>
    readings
      .filter(({ atSeconds }) => atSeconds >= ((number - 1) * end) / 5 && atSeconds <= (number * end) / 5)
      .map(({ residentBytes }) => residentBytes);
  const [early, late] = [fifth(2), fifth(5)];
  return early.length === 0 || late.length === 0 ? undefined : median(late) / median(early);
}

function startUpVerdict(name: SubjectName, subject: SubjectReport | undefined): Verdict {
  const [what, target] = [`start-up of ${name} until its first answer`, `at most ${TARGET_START_UP_MS} ms`];
  if (subject === undefined || subject.startUpMs.length === 0) {
    return { what, target, figure: NO_FIGURE, verdict: 'not measured' };
  }
  const { low, high, median: middle } = interval(subject.startUpMs);
  const figure = `${middle.toFixed(0)} ms (${low.toFixed(0)}..${high.toFixed(0)})`;
  const decided = high <= TARGET_START_UP_MS ? 'reached' : low > TARGET_START_UP_MS ? 'missed' : 'undecided';
  return { what, target, figure, verdict: subject.startUpMs.length === 1 ? 'undecided' : decided };
}

function subjectOf(subjects: readonly SubjectReport[], name: SubjectName): SubjectReport | undefined {
  return subjects.find((subject) => subject.name === name);
}
