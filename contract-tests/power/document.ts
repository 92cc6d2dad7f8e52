import type { SuiteName } from '../suites/suite-result.ts';
import { CANNOT_SHOW } from './cannot-show.ts';
import type { Measured } from './measure.ts';
import { inWords, isCaught, REQUIRED, type Share, sharesOf } from './share.ts';

/** `docs/power.md`, from a measurement of all faults. */
export function toDocument(measured: readonly Measured[]): string {
  const { all, suites, layers } = sharesOf(measured);
  const faults = measured.filter(({ fault }) => fault.isControl !== true);
  const controls = measured.filter(({ fault }) => fault.isControl === true);
  const names = [...suites.keys()];
  const isFull = faults.some(({ looks }) => looks.slice(0, -1).some((look) => look.catch !== undefined));
  return `# The power of the proof

A proof that cannot fail says nothing. \`npm run parity:power\` plants faults, one at a time, in one of the two servers: what real
migrations got wrong, taken from the list of known framework differences and from the RFCs. Each is a change of answers or of
requests on the wire before the candidate, a trigger in its database, a variable of its environment, or a line of the sources that
its process runs. Then the suites run as they do otherwise, in this order: ${names.join(', ')}.
${isFull ? EVERY : UP_TO_FIRST}
This page is written by the command (\`--write-docs\`).

**${inWords(all)} of the faults are caught by at least one suite; fewer than ${100 * REQUIRED} % would fail the command.**

## What it means, and what it does not

- Caught means that a suite reports a finding while the fault is in, and none while it is not: ${controls.filter((one) => !isCaught(one)).length} of ${controls.length}
  controls, which change nothing that a client may notice, are reported by no suite.
- The share is one of these faults, not of all that could go wrong. It says that the suites look at the places where the two
  frameworks are known to differ. A fault that nobody thought of may still be one that no suite looks for.
- A suite that catches fewer is not worse: dredd and the conformance cases judge a server against the contract, which leaves most
  of a header's bytes open. They would see what both servers do wrong alike, which a comparison cannot.
- "Could not go on" is a suite that cannot even begin, because registration is broken. That counts as caught: it cannot pass.
- A fault in the environment has to show in behaviour: the digest of the settings on \`/health\`, which would tell all of them, is not
  compared here.

## By suite

${shareTable('Suite', suites)}

## By layer

${shareTable('Layer', layers)}

## Not caught

${notCaught(faults)}

## Each fault

\`yes\`: caught; \`no\`: not caught; empty: not asked. The finding is the first of the first suite that has one.

| Fault | What went wrong | ${names.join(' | ')} | Finding |
| --- | --- | ${names.map(() => '---').join(' | ')} | --- |
${[...faults, ...controls].map((one) => row(one, names)).join('\n')}
`;
}

const EVERY = `Every suite saw every fault that can be planted where it looks: lifetime, which starts and ends servers of its own, those in
a process.`;
const UP_TO_FIRST = `The first suite that catches a fault is the last that is asked: the shares of the later ones are of the faults that
the earlier ones left. \`--full\` asks all.`;

function shareTable(title: string, shares: ReadonlyMap<string, Share>): string {
  const rows = [...shares].map(([name, share]) => `| ${name} | ${inWords(share)} |`);
  return [`| ${title} | Caught |`, '| --- | --- |', ...rows].join('\n');
}

function notCaught(faults: readonly Measured[]): string {
  const lines = faults
    .filter((one) => !isCaught(one))
    .map(({ fault: { name } }) => `- ${escaped(name)}: ${CANNOT_SHOW[name] ?? 'no case looks for it'}`);
  return lines.length === 0 ? 'None.' : lines.join('\n');
}

const FINDING_CHARACTERS = 140;

function row(measured: Measured, names: readonly SuiteName[]): string {
  const { fault, looks } = measured;
  const marks = names.map((name) => {
    const look = looks.find(({ suite }) => suite === name);
    if (look === undefined) return '';
    return look.catch === undefined ? 'no' : 'yes';
  });
  const first = looks.find((look) => look.catch !== undefined)?.catch;
  const finding = first === undefined ? '' : `${first.case}: ${first.difference}`;
  const cells = [fault.name, fault.about, ...marks, finding.replaceAll(/\s+/g, ' ').slice(0, FINDING_CHARACTERS)];
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** A bar would end the cell, an angle bracket begin an element, and other signs a style. */
function escaped(text: string): string {
  return text.replaceAll(/[|<>*_`[\]\\]/g, '\\$&');
}
