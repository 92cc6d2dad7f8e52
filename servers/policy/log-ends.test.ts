import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const LINES = 500;

/** How a process may end by itself, its last lines barely written. */
const ENDINGS: Readonly<Record<string, string>> = {
  'when there is nothing left to do': '',
  'by process.exit': 'process.exit(0);',
  'by an error of its own': `throw new Error('unexpected');`,
  'by a promise that nobody took': `Promise.reject(new Error('unexpected'));`,
  'when it is told to (SIGTERM)': `setInterval(() => {}, 1000); process.once('SIGTERM', () => { log.info({ last: true }, 'stopping'); process.exit(0); }); process.kill(process.pid, 'SIGTERM');`,
};

for (const [ending, code] of Object.entries(ENDINGS)) {
  test(`no line is lost when the process ends ${ending}`, async () => {
    const module = JSON.stringify(new URL('log.ts', import.meta.url).href);
    const script = `import { createLog } from ${module}; const log = createLog('info', 'fastify');
      for (let n = 0; n < ${LINES}; n += 1) log.info({ n }, 'a line'); ${code}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    await once(child, 'close');
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly n?: number });
    const numbers = lines.flatMap(({ n }) => (n === undefined ? [] : [n]));
    assert.deepEqual(
      numbers,
      Array.from({ length: LINES }, (_, n) => n),
    );
    assert.equal(lines.length, LINES + (ending.includes('SIGTERM') ? 1 : 0));
  });
}
