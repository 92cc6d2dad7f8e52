import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { gatherLines } from './log-lines.ts';

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

test('a line that comes alone is handed on at once, those behind it together and in order', () => {
  const written: string[] = [];
  const lines = gatherLines({ write: (text) => written.push(text) });
  for (const line of ['a\n', 'b\n', 'c\n']) lines.write(line);
  assert.deepEqual(written, ['a\n']);
  lines.flush();
  assert.deepEqual(written, ['a\n', 'b\nc\n']);
  lines.write('x'.repeat(4000));
  lines.write('y'.repeat(4000));
  assert.deepEqual(written.slice(2), ['x'.repeat(4000)]);
  lines.flush();
  assert.deepEqual(written.slice(3), ['y'.repeat(4000)]);
});
