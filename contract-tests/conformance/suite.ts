import type { Observation } from '../../parity/answer.ts';
import { compare } from '../../parity/compare.ts';
import { createJudge, type Judge } from '../../parity/conformance/judge.ts';
import { describeFailure } from '../../parity/describe.ts';
import { mask } from '../../parity/redact.ts';
import { toCurl, toRaw } from '../../parity/request-text.ts';
import { createRules, type Rules } from '../../parity/rules.ts';
import type { OnObserved, OnProgress, Subjects } from '../suites/subjects.ts';
import type { Finding, Side, SuiteResult } from '../suites/suite-result.ts';
import { type ObserveOptions, observe } from '../wire/connection.ts';
import { request } from '../wire/request.ts';
import { answers, type Send, type Step } from '../wire/step.ts';
import { keyFields } from './cases/credentials.ts';
import type { CaseRequest, ConformanceCase, Pair } from './conformance-case.ts';
import { checkHeadAgainstGet } from './head.ts';
import { planCases } from './plan.ts';
import { createTally } from './tally.ts';

export interface ConformanceOptions {
  /** Of the values that are made of schemas. */
  readonly seed: number;
  /** Also what this project promises beyond the contract and the RFCs; true for its own servers, false for others. */
  readonly houseRules: boolean;
  /** Cases at a time; default 8. Those that may write run one after the other. */
  readonly concurrency?: number;
  /** How long a connection must be quiet after its last answer. Default 40. */
  readonly settleMs?: number;
  /** Of every connection; none by default but those that connections have. */
  readonly limits?: ObserveOptions;
  /** Told what became of each case. What it throws ends the run. */
  readonly onObserved?: OnObserved;
  readonly onProgress?: OnProgress;
}

/**
 * Asks of both servers what the contract and HTTP say of each operation. Each server's answers are judged by themselves, and compared
 * with the other's.
 * @throws {Error} where nobody can be enrolled, or the contract has no operation
 */
export async function runConformance(subjects: Subjects, options: ConformanceOptions): Promise<SuiteResult> {
  const startedAtMs = performance.now();
  const { contract, enroll } = subjects;
  if (contract.operations.length === 0) throw new Error('the contract has no operation to ask anything of');
  const person = await enroll('conformance');
  const { cases, impossible } = planCases(contract, { ...options, person });
  const tally = createTally(contract);
  const run = createRunner(subjects, options);
  const findings = new Map<number, Finding>();
  let done = 0;
  const perform = async (at: number, one: ConformanceCase) => {
    const outcome = await run(one, at);
    if (outcome.finding !== undefined) findings.set(at, outcome.finding);
    tally.note(one, outcome.statuses, outcome.finding !== undefined);
    done += 1;
    options.onProgress?.(done, cases.length);
  };
  const numbered = [...cases.entries()];
  for (const [at, one] of numbered) {
    if (one.writes === true) await perform(at, one);
  }
  const free = numbered.filter(([, one]) => one.writes !== true)[Symbol.iterator]();
  const worker = async () => {
    for (const [at, one] of free) await perform(at, one);
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 8 }, worker));
  for (const { operation } of impossible) tally.fail(operation);
  return {
    suite: 'conformance',
    seed: options.seed,
    cases: cases.length,
    requests: cases.reduce((sum, { requests }) => sum + requests.length, 0),
    durationMs: performance.now() - startedAtMs,
    operations: tally.operations(),
    findings: [...impossible, ...[...findings].sort(([a], [b]) => a - b).map(([, finding]) => finding)],
  };
}

interface Outcome {
  /** Of the baseline. */
  readonly statuses: readonly number[];
  readonly finding: Finding | undefined;
}

function createRunner(subjects: Subjects, options: ConformanceOptions) {
  const { contract, baseline, candidate, seeded } = subjects;
  const judge = createJudge(contract, { houseRules: options.houseRules });
  const rules: Rules = createRules(subjects.rules);
  const keys = keyFields(contract.document);
  const { settleMs } = options;
  const limits = { ...options.limits, ...(settleMs === undefined ? {} : { settleMs }) };
  return async (one: ConformanceCase, at: number): Promise<Outcome> => {
    const testCase = seeded ? `conformance-${at}` : undefined;
    const sends = one.requests.map((sent) => toSend(sent, testCase));
    const steps = sends.flatMap((send, index): Step[] => [send, answers(index + 1)]);
    const [first, second] = await Promise.all([observe(baseline, steps, limits), observe(candidate, steps, limits)]);
    const observations = { baseline: first, candidate: second };
    await options.onObserved?.(observations, one.name);
    const unmet = {
      baseline: judgeSide(one, first, judge, options.houseRules),
      candidate: judgeSide(one, second, judge, options.houseRules),
    } satisfies Record<Side, readonly string[]>;
    const differences = compare(first, second, rules);
    const statuses = first.answers.map(({ status }) => status);
    if (differences.length === 0 && unmet.baseline.length === 0 && unmet.candidate.length === 0)
      return { statuses, finding: undefined };
    const { name, why, operation } = one;
    const masked = one.requests.map((sent) => toSend(withoutKeys(sent, keys), testCase).bytes);
    const shown = {
      raw: toRaw(Buffer.concat(masked)),
      curl: masked.map((bytes) => toCurl(bytes, baseline)).join('\n'),
    };
    return {
      statuses,
      finding: { suite: 'conformance', case: name, why, operation, differences, unmet, request: shown, observations },
    };
  };
}

/** Credentials are masked by whoever shows a request; that a field holds an API key, only the contract says. */
function withoutKeys(sent: CaseRequest, keys: ReadonlySet<string>): CaseRequest {
  const headers = sent.headers.map(([name, value]): Pair => [name, keys.has(name.toLowerCase()) ? mask(value) : value]);
  return { ...sent, headers };
}

function toSend({ method, target, headers, body }: CaseRequest, testCase: string | undefined): Send {
  const named = testCase === undefined ? [] : [['X-Lockstep-Case', testCase] as const];
  return request(method, target, {
    headers: [['Host', 'localhost'], ...named, ...headers].map(([name = '', value = '']) => [name, value] as const),
    ...(body === undefined ? {} : { body }),
  });
}

function judgeSide(one: ConformanceCase, seen: Observation, judge: Judge, houseRules: boolean): string[] {
  const { operation, input, statuses, refusals = [], requests } = one;
  const lines: string[] = [];
  for (const [at, sent] of requests.entries()) {
    const answer = seen.answers[at];
    if (answer === undefined) continue;
    const where = requests.length === 1 ? '' : `${sent.method}, request ${at + 1}: `;
    // Where it is known which statuses there may be, the line about these says it all.
    const verdict = judge(operation, statuses === undefined ? input : 'unknown', sent, answer);
    lines.push(...verdict.map((line) => where + line));
    if (statuses !== undefined && !statuses.includes(answer.status))
      lines.push(`${where}status ${answer.status}, allowed: ${statuses.join(', ')}`);
    if (refusals.includes(answer.status))
      lines.push(`${where}status ${answer.status}, though the credentials are good`);
  }
  if (seen.kind === 'failed') return [...lines, describeFailure(seen.failure)];
  const [before, head, after] = seen.answers;
  if (one.comparesHead === true && before !== undefined && head !== undefined && after !== undefined)
    lines.push(...checkHeadAgainstGet(before, head, after, houseRules));
  if (seen.answers.length < requests.length)
    lines.push(`${seen.answers.length} answers to ${requests.length} requests`);
  if (seen.leftover.length > 0) lines.push(`${seen.leftover.length} bytes more than the answer has`);
  return lines;
}
