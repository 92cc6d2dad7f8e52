import { describeMachine } from '../machine.ts';
import { choosePinning } from '../process/pinning.ts';
import { createProgress } from '../progress.ts';
import { startFleet } from './fleet.ts';
import { measure } from './measure.ts';
import { type Plan, stepSeconds, stepsOf } from './plan.ts';
import { type RouterReport, toReport } from './report.ts';
import type { Subject } from './subjects.ts';
import type { MethodName, Traffic } from './traffic.ts';

export interface Comparison {
  readonly subjects: readonly Subject[];
  /** Names of those that this machine lacks. */
  readonly absent: readonly string[];
  readonly plan: Plan;
  readonly traffic: Readonly<Record<MethodName, Traffic>>;
  readonly signal: AbortSignal;
}

/**
 * Starts all subjects, checks their answers, measures them in turns, and checks again that they still do what they were measured for.
 * @throws {BenchmarkError} when an answer is wrong, before, during or after timing
 */
export async function compare({ subjects, absent, plan, traffic, signal }: Comparison): Promise<RouterReport> {
  const [machine, startedAt, pinning] = [describeMachine([]), new Date().toISOString(), choosePinning()];
  const fleet = await startFleet(subjects, { pinning, traffic });
  try {
    await fleet.check();
    const steps = stepsOf(
      plan,
      subjects.map(({ name }) => name),
    );
    const progress = createProgress(process.stderr, steps.map(stepSeconds), () => performance.now());
    const figures = await measure(steps, { ...fleet, traffic, progress, signal }).finally(() => progress.end());
    await fleet.check();
    const described = subjects.map(({ launch: _, ...subject }) => subject);
    return toReport({ machine, startedAt, plan, pinning, subjects: described, absent, figures });
  } catch (error) {
    // A terminal's Ctrl-C reaches the subjects too, and may show as an error of theirs first.
    signal.throwIfAborted();
    throw error;
  } finally {
    await fleet.stop();
  }
}
