/** `npm run chaos`: what users meet while one thing after the other goes wrong. */
import { readOptions, USAGE } from './options.ts';
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
  const result = await runChaos({ ...parsed.options, say: (line) => process.stderr.write(`${line}\n`) });
  console.log(toTable(result));
  if (result.failures.length === 0 && result.inconclusive === undefined) process.exitCode = 0;
}
