/** `npm run contract`: dredd against both servers, and one table of what it saw. */
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { flagsIn } from '../settings/command-line.ts';
import { allGreen, exerciseBoth } from './dredd-suite.ts';
import { toTable } from './table.ts';

const USAGE = `Usage: npm run contract

Runs dredd against both servers on ports of their own, over the examples of openapi.yaml, and plants faults to see that it sees them.
Exit code 1 where an example is not answered as documented, or a planted fault was not seen.`;

// Green has to be said: if the process ends in a way that nobody thought of, that is a failure.
process.exitCode = 1;
try {
  if (flagsIn(process.argv.slice(2), USAGE) !== undefined && (await main())) process.exitCode = 0;
} catch (error) {
  console.error(`contract: ${error instanceof Error ? error.message : error}`);
}

async function main(): Promise<boolean> {
  const run = await exerciseBoth({ contract: loadContract(OWN_CONTRACT), say: (line) => console.log(line) });
  const { planted, unseen } = run.selfCheck;
  console.log(`\n${toTable(run.documented, run.columns)}`);
  console.log(`\nself-check: ${planted - unseen.length} of ${planted} planted faults seen`);
  for (const line of unseen) console.log(`  not seen: ${line}`);
  console.log(`\n${(run.durationMs / 1000).toFixed(1)} s`);
  return allGreen(run);
}
