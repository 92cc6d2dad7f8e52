/** `npm run contract`: dredd against both servers, and one table of what it saw. */
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { allGreen, exerciseBoth } from './dredd-suite.ts';
import { toTable } from './table.ts';

// Green has to be said: if the process ends in a way that nobody thought of, that is a failure.
process.exitCode = 1;
try {
  if (await main()) process.exitCode = 0;
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
