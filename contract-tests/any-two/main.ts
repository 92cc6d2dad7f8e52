/** `npm run parity`: compares any two running HTTP servers. */
import { StoppedAnsweringError } from './liveness.ts';
import { helpText } from './option-table.ts';
import { readOptions } from './options.ts';
import { runParity, UsageError } from './run-parity.ts';

// Only what was seen to be identical ends with 0.
process.exitCode = 2;
const parsed = readOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  console.log(helpText());
  process.exitCode = 0;
} else if (parsed.kind === 'mistakes') {
  refuse(parsed.mistakes);
} else {
  try {
    const isIdentical = await runParity(parsed.options, { say: (text) => console.log(text), progress: process.stderr });
    process.exitCode = isIdentical ? 0 : 1;
  } catch (error) {
    if (error instanceof StoppedAnsweringError) process.exitCode = 1;
    if (error instanceof UsageError) refuse(error.lines);
    else refuse([error instanceof Error ? error.message : String(error)]);
  }
}

function refuse(lines: readonly string[]): void {
  for (const line of lines) console.error(`parity: ${line}`);
}
