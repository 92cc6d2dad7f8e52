/** `npm run chaos`: what users meet while one thing after the other goes wrong. */
import { watchForInterruption } from '../interruption.ts';
import { type ChaosOptions, readOptions, USAGE } from './options.ts';
import { runChaos } from './run.ts';
import { toTable } from './table.ts';

// Green has to be said: a process that ends in a way that nobody thought of has failed.
process.exitCode = 1;
const parsed = readOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  console.log(USAGE);
  process.exitCode = 0;
} else if (parsed.kind === 'mistake') {
  console.error(`chaos: ${parsed.message}\n\n${USAGE}`);
} else {
  // The load of a run that was interrupted must not keep the process.
  process.exit(await main(parsed.options));
}

/** @returns the exit code */
async function main(options: ChaosOptions): Promise<number> {
  const interruption = watchForInterruption();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const result = await runChaos({ ...options, say, signal: interruption.signal });
    console.log(toTable(result));
    return result.failures.length === 0 && result.inconclusive === undefined ? 0 : 1;
  } catch (error) {
    say(
      `chaos: ${interruption.signal.aborted ? 'interrupted; nothing of it is left' : error instanceof Error ? error.message : error}`,
    );
    return interruption.exitCode() ?? 1;
  }
}
