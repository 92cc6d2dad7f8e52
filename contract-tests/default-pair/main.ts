import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { flagsIn } from '../../settings/command-line.ts';
import { gatherFixtureEvidence } from '../fixture/default-pair/evidence.ts';
import { cases } from '../wire/cases/index.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { ROWS } from './rows.ts';
import { TOPICS } from './topics.ts';

/** `node contract-tests/default-pair/main.ts`: each row of the list of known differences; exit 1 where one was not seen. */

/** Characters of a line that are shown. */
const SHOWN = 140;

const USAGE = `Usage: npm run default-pair

Sends the input of each known difference to a plain Express and a plain Fastify, and prints what each answers.
Exit code 1 where a difference was not seen.`;

// Green has to be said: a process that ends in a way that nobody thought of has failed.
process.exitCode = 1;
if (flagsIn(process.argv.slice(2), USAGE) !== undefined) process.exitCode = (await allSeen()) ? 0 : 1;

async function allSeen(): Promise<boolean> {
  const wanted = new Set(ROWS.map(({ input }) => input));
  const { evidence: own } = await gatherEvidence(
    loadContract(OWN_CONTRACT),
    cases.filter(({ name }) => wanted.has(name)),
    { frontendUrl: 'http://localhost:5173' },
  );
  const evidence = [...own, ...(await gatherFixtureEvidence())].sort((a, b) => a.row.row - b.row.row);
  for (const one of evidence) console.log(`${lines(one).join('\n')}\n`);
  const count = (verdict: Evidence['verdict']) => evidence.filter((one) => one.verdict === verdict).length;
  const missing = TOPICS.map((_, index) => index + 1).filter((row) => evidence.every((one) => one.row.row !== row));
  console.log(
    `${count('differs')} of ${TOPICS.length} rows reported as differences, ${count('untrue')} struck as untrue of these versions, ` +
      `${count('not-seen')} not seen${missing.length === 0 ? '' : `, without an input: ${missing.join(', ')}`}`,
  );
  return count('not-seen') === 0 && missing.length === 0;
}

function lines({ row, verdict, express, fastify }: Evidence): string[] {
  const condition = row.on === undefined ? '' : ` (${row.on})`;
  return [
    `${String(row.row).padStart(2)}  ${verdict.padEnd(8)}  ${TOPICS[row.row - 1] ?? ''}`,
    `    input    ${row.input}${condition}`,
    `    express  ${told(express, row.express)}`,
    `    fastify  ${told(fastify, row.fastify)}`,
    ...(row.untrue === undefined ? [] : [`    untrue   ${row.untrue}`]),
  ];
}

/** The status, the line that the row is about and the end of the connection. */
function told(text: string, pattern: RegExp): string {
  const all = text.split('\n');
  const match = pattern.exec(text);
  const before = text.slice(0, (match?.index ?? 0) + (match?.[0].length ?? 0)).split('\n');
  const seenLast = before.at(-1) ?? '';
  const telling =
    seenLast.length > SHOWN ? `... ${seenLast.slice(-SHOWN)}` : (all[before.length - 1] ?? '').slice(0, SHOWN);
  const parts = [all[0]?.slice(0, SHOWN) ?? '', telling, all.at(-1)?.slice(0, SHOWN) ?? ''];
  return [...new Set(parts.filter((part) => part !== ''))].join(' | ');
}
