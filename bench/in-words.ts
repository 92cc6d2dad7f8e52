import { BOUNDS, gainOf, limitedByGenerator, meanGainOf, roundCounts, roundsOf, SERVERS } from './comparison.ts';
import { SOAK_HEAD, soakRows, soakSetUp } from './memory/in-words.ts';
import type { Soak } from './memory/soak-report.ts';
import type { Report, ScenarioReport } from './report.ts';
import { routedInWords, routerAdds, WHY_ROUTED_COSTS } from './router-adds.ts';
import { interval } from './statistics.ts';
import { judge, judgedScenarios, type Verdict } from './targets.ts';
import {
  durationText,
  FINDINGS,
  gainText,
  intervalText,
  machineText,
  memoryText,
  NOT_AVAILABLE,
  otherLoadText,
  otherLoadWarning,
  rawText,
  roundsText,
  short,
  spreadText,
  versionsText,
} from './wording.ts';

/** `bench/results.md`: a full run in words, as Markdown. */
export function toResultsInWords(report: Report, soak?: Soak): string {
  return `${[
    '# Results of the last full run',
    'Written by `npm run benchmark` from the figures of one run; the page beside the figures has the plots. Not edited by hand.',
    about(report),
    '## In short',
    inShort(report, soak),
    '## Targets',
    targets(judge(report, soak)),
    '## Fastify against Express',
    `2.00x is twice as good: twice the requests/s, or half the CPU time or latency. Ratios are taken within a round; in parentheses the ${intervalText(roundCounts(report))}. ${FINDINGS}`,
    gains(report.scenarios.filter(({ boundBy }) => boundBy === undefined)),
    ...boundBlock(report),
    '## The limit and the floors',
    limits(report),
    '## What the router adds',
    router(report),
    '## Memory and start-up',
    processes(report),
    '## Memory over minutes of load',
    soak === undefined ? 'Not measured yet: `npm run benchmark -- --memory --commit`.' : soakInWords(soak),
    '## What this cannot tell',
    methodLimits(report),
  ].join('\n\n')}\n`;
}

function about(whole: Report): string {
  const { startedAt, seconds, mode, machine, pinning, contract, otherLoad } = whole;
  const warning = otherLoadWarning(whole);
  const partial = mode === 'full' ? '' : ' (quick: fewer scenarios, fewer and shorter rounds)';
  return [
    `- Run: ${startedAt.replace('T', ' ').replace(/\..*$/, '')} UTC, ${durationText(seconds)}, ${roundsText(whole)}, ${mode}${partial}`,
    `- Machine: ${machineText(machine)}`,
    `- Cores: ${pinning}`,
    `- Other load: ${otherLoad === undefined ? NOT_AVAILABLE : otherLoadText(otherLoad)}`,
    ...(warning === undefined ? [] : [`- **Warning**: ${warning}`]),
    `- Versions: ${versionsText(machine)}`,
    `- Contract: \`${contract}\``,
  ]
    .map(oneLine)
    .join('\n');
}

/** The run in a few sentences; the README has them too. */
export function inShort(report: Report, soak?: Soak): string {
  const verdicts = judge(report, soak);
  const judged = judgedScenarios(report);
  const mean = (name: 'requestsPerSecond' | 'cpuMicrosecondsPerRequest' | 'p99Ms') =>
    gainText(meanGainOf(judged, SERVERS, name));
  const count = (verdict: Verdict['verdict']) => verdicts.filter((one) => one.verdict === verdict).length;
  const refusals = report.scenarios.filter(({ boundBy, outcome }) => boundBy === undefined && outcome === 'refusal');
  return [
    `Over the ${judged.length} operations that a framework can speed up, Fastify against Express, as geometric means: requests/s ${mean('requestsPerSecond')}, CPU time per request ${mean('cpuMicrosecondsPerRequest')}, p99 at saturation ${mean('p99Ms')}.`,
    ...(refusals.length > 0
      ? [`Of ${refusals.length} refusals: requests/s ${gainText(meanGainOf(refusals, SERVERS, 'requestsPerSecond'))}.`]
      : []),
    `Of ${verdicts.length} targets ${count('reached')} are reached, ${count('missed')} missed, ${count('undecided')} undecided and ${count('not measured')} not measured.`,
  ].join(' ');
}

function targets(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ what, target, figure, verdict }) => [mark(verdict), what, target, figure]);
  const missed = verdicts.filter(({ verdict }) => verdict === 'missed').map(({ what }) => what);
  return [
    table([['', 'What', 'Target', 'Measured'], ...rows]),
    '',
    missed.length === 0 ? 'No target is missed.' : `Missed: ${missed.join('; ')}.`,
    '"Undecided": the interval lies on both sides of the target. Not part of this run: `npm start` of all three processes within 2 s, and what shared counting of limits costs.',
  ].join('\n');
}

function mark(verdict: Verdict['verdict']): string {
  return verdict === 'missed' ? '**missed**' : verdict;
}

function gains(scenarios: readonly ScenarioReport[]): string {
  const rows = scenarios.map((scenario) => [
    scenario.name,
    ...(['requestsPerSecond', 'cpuMicrosecondsPerRequest', 'p50Ms', 'p99Ms'] as const).map((name) =>
      gainText(gainOf(scenario, SERVERS, name)),
    ),
  ]);
  return table([['', 'requests/s', 'CPU/request', 'p50', 'p99'], ...rows]);
}

function boundBlock({ scenarios }: Report): string[] {
  const bound = scenarios.filter(({ boundBy }) => boundBy !== undefined);
  if (bound.length === 0) return [];
  const causes = [...new Set(bound.map(({ boundBy }) => boundBy))].join(' or ');
  const once = roundsOf({ scenarios: bound }) === 1 ? ' Measured in one round only, from which no ratio is taken.' : '';
  return [`Bound by ${causes}, so that no framework speeds them up.${once}`, gains(bound)];
}

function limits(report: Report): string {
  const judged = judgedScenarios(report);
  const rows = BOUNDS.map((pair) => [
    pair.title,
    gainText(meanGainOf(judged, pair, 'requestsPerSecond')),
    gainText(meanGainOf(judged, pair, 'cpuMicrosecondsPerRequest')),
  ]);
  return [
    `${rawText(report)} A bare app is a framework without the work. Geometric means over the same operations.`,
    '',
    table([
      ['', 'requests/s', 'CPU/request'],
      ...rows.filter(([, ...figures]) => figures.some((one) => one !== NOT_AVAILABLE)),
    ]),
  ].join('\n');
}

function router(report: Report): string {
  const judged = judgedScenarios(report);
  const rows = routerAdds({ ...report, scenarios: judged }).map(
    ({ scenario, subject, cpuMicroseconds, p50Ms, p99Ms, rate }) => [
      scenario,
      subject,
      ...[cpuMicroseconds, p50Ms, p99Ms].map((one) => (one ? spreadText({ ...one, min: one.low, max: one.high }) : '')),
      rate === undefined ? '' : `${short(rate)}/s`,
    ],
  );
  if (rows.length === 0) return 'No routed subject was measured.';
  return [
    'CPU time is that of the router itself at saturation. Latency is that through the router less that of the server behind it at the same fixed rate; at 50 % less the mean of both servers.',
    '',
    table([['', '', 'CPU us/request', 'p50 ms', 'p99 ms', 'latency at'], ...rows]),
    '',
    ...routedInWords(report),
    '',
    WHY_ROUTED_COSTS,
  ].join('\n');
}

function processes({ subjects }: Report): string {
  const rows = subjects.map(({ name, startUpMs, memory }) => [
    name,
    startUpMs.length === 0 ? '' : `${short(interval(startUpMs).median)} ms`,
    ...[memory.atRest, memory.underLoad, memory.after].map(memoryText),
  ]);
  return [
    'Resident memory, and where it is given the heap after a collection. Of several processes it is the sum.',
    '',
    table([['', 'First answer', 'At rest', 'Under load', 'After'], ...rows]),
  ].join('\n');
}

function soakInWords(soak: Soak): string {
  return [...soakSetUp(soak).map((line) => `- ${oneLine(line)}`), '', table([SOAK_HEAD, ...soakRows(soak)])].join('\n');
}

function methodLimits(report: Report): string {
  const limited = report.scenarios.filter((scenario) => limitedByGenerator(scenario).length > 0);
  const names = [...new Set(limited.flatMap(limitedByGenerator).map(({ subject }) => subject))];
  return [
    'Absolute numbers: one machine, loopback, no TLS, a small database. Ratios within a run are what can be compared.',
    'Latency at saturation is that of a closed loop, in which a stall is under-counted; the figures at a fixed rate count the waiting.',
    'Memory is read once for each moment and has no interval. Memory at the end of the run also holds what its last scenarios left behind.',
    'Intervals suppose that rounds are independent; a machine that slows down during the whole run breaks that, ratios within a round bear it.',
    ...(names.length === 0
      ? ['The load generator was nowhere busy over 90 % of the time, so it was not the limit.']
      : [
          `The load generator was busy over 90 % of the time with ${names.join(', ')} (${limited.length} scenarios): there requests/s and latency may be its limit, and CPU time per request is the figure to read.`,
        ]),
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** A processor's name or a scenario's must not end a line or begin markup. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('<', '&lt;');
}
