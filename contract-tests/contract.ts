/** `npm run contract`: dredd against both servers, and one table of what it saw. */
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { openWorld } from './cases/world.ts';
import { installDredd, loadDredd } from './dredd-package.ts';
import { exercise } from './exercise.ts';
import { isGreen } from './judge.ts';
import { selfCheck } from './self-check/self-check.ts';
import { startServersUnderTest } from './servers-under-test.ts';
import { type Column, toTable } from './table.ts';
import { documentedTransactions } from './transactions.ts';

// Green has to be said: if the process ends in a way that nobody thought of, that is a failure.
process.exitCode = 1;
try {
  if (await main()) process.exitCode = 0;
} catch (error) {
  console.error(`contract: ${error instanceof Error ? error.message : error}`);
}

async function main(): Promise<boolean> {
  const { document, operations } = loadContract(OWN_CONTRACT);
  await installDredd((line) => console.log(line));
  const startedAt = performance.now();
  console.log('starting both servers three times: sound, without the table of users, and with a late AI engine\n');
  const Dredd = loadDredd();
  const servers = await startServersUnderTest();
  try {
    const columns: Column[] = [];
    for (const [number, name] of (['express', 'fastify'] as const).entries()) {
      const world = await openWorld(name, number, servers.targets(name));
      columns.push({
        title: name === 'express' ? 'Express' : 'Fastify',
        verdict: await exercise(Dredd, { document, world }),
      });
    }
    console.log(toTable(documentedTransactions(operations), columns));
    const { planted, unseen } = await selfCheck(Dredd, document, servers.targets('fastify'));
    console.log(`\nself-check: ${planted - unseen.length} of ${planted} planted faults seen`);
    for (const line of unseen) console.log(`  not seen: ${line}`);
    console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return unseen.length === 0 && columns.every(({ verdict }) => isGreen(verdict));
  } finally {
    await servers.stop();
  }
}
