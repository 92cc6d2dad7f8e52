import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { cases } from '../wire/cases/index.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { ROWS_OF_OTHER_CONTRACTS } from './rows.ts';

const { evidence } = await gatherEvidence(loadContract(OWN_CONTRACT), cases.filter(namesARow), {
  frontendUrl: 'http://localhost:5173',
});
for (const one of evidence) console.log(`${lines(one).join('\n')}\n`);
const count = (verdict: Evidence['verdict']) => evidence.filter((one) => one.verdict === verdict).length;
console.log(
  `${count('differs')} rows differ, ${count('untrue')} are untrue of these versions, ${count('not-seen')} were not seen; ` +
    `${ROWS_OF_OTHER_CONTRACTS.length} need another contract: ${ROWS_OF_OTHER_CONTRACTS.join(', ')}.`,
);
process.exitCode = count('not-seen') === 0 ? 0 : 1;

function namesARow({ why }: { readonly why: string }): boolean {
  return /\brows? \d/.test(why);
}

function lines({ row, verdict, express, fastify }: Evidence): string[] {
  const condition = row.on === undefined ? '' : ` (${row.on})`;
  return [
    `${String(row.row).padStart(2)}  ${verdict.padEnd(8)}  ${row.input}${condition}`,
    `    express  ${told(express, row.express)}`,
    `    fastify  ${told(fastify, row.fastify)}`,
    ...(row.untrue === undefined ? [] : [`    untrue   ${row.untrue}`]),
  ];
}

/** The status, the line that the row is about and the end of the connection. */
function told(text: string, pattern: RegExp): string {
  const all = text.split('\n');
  const match = pattern.exec(text);
  const end = text.slice(0, (match?.index ?? 0) + (match?.[0].length ?? 0)).split('\n').length - 1;
  const parts = [all[0], all[end], all.at(-1)].map((line) => (line ?? '').slice(0, 140));
  return [...new Set(parts.filter((part) => part !== ''))].join(' | ');
}
