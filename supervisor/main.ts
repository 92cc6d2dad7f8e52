import { join } from 'node:path';
import { BACKOFF } from './backoff.ts';
import { describe } from './banner.ts';
import type { ChildSpec } from './child.ts';
import { systemClock } from './clock.ts';
import { readConfig, type SupervisorConfig } from './config.ts';
import { restartOnChange } from './develop.ts';
import { planOf } from './plan.ts';
import type { Patience } from './stop.ts';
import { type Supervision, type SupervisorEvent, supervise } from './supervise.ts';
import type { Mode } from './verdict.ts';

const MARGIN_MS = 2000;
/** While developing, a restart does not wait for a stream that somebody left open. */
const DEV_PATIENCE: Patience = { timeoutMs: 500, marginMs: 500 };

/**
 * Runs both servers and the router until a signal ends them.
 * @throws {ConfigurationError} that lists every mistake in the environment
 */
export async function run({ mode }: { mode: Mode }): Promise<void> {
  const root = join(import.meta.dirname, '..');
  const config = readConfig(process.env);
  const environment =
    mode === 'dev' ? { ...process.env, SHUTDOWN_TIMEOUT_MS: `${DEV_PATIENCE.timeoutMs}` } : process.env;
  await oversee(root, planOf(root, environment, config.elsewhere), mode, config);
}

/** Supervises these children for the life of this process, and sets its exit code. */
export async function oversee(
  root: string,
  specs: readonly ChildSpec[],
  mode: Mode,
  config: SupervisorConfig,
): Promise<void> {
  const report = (event: SupervisorEvent) => {
    const text = describe(event, mode, config);
    if (text !== undefined) say(text);
  };
  const patience = mode === 'dev' ? DEV_PATIENCE : { timeoutMs: config.shutdownTimeoutMs, marginMs: MARGIN_MS };
  const supervision = supervise(specs, { mode, backoff: BACKOFF, patience, clock: systemClock, report });
  stopOnSignal(supervision);
  const stopWatching = mode === 'dev' ? restartOnChange(root, systemClock, supervision.restart, say) : () => {};
  process.exitCode = await supervision.finished;
  stopWatching();
}

/** npm passes on the Ctrl-C that the terminal already sent us; only a person is as slow as this to ask again. */
const SECOND_REQUEST_MS = 1000;

function stopOnSignal(supervision: Supervision): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    firstAt ??= systemClock.now();
    if (systemClock.now() - firstAt < SECOND_REQUEST_MS) supervision.stop();
    else supervision.kill();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
}

/** Lines for a person go to stderr; stdout belongs to the children's logs. */
function say(text: string): void {
  process.stderr.write(`lockstep: ${text}\n`);
}
