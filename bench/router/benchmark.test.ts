import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RouterReport } from './report.ts';

const ENTRY = fileURLToPath(new URL('benchmark.ts', import.meta.url));
const benchmark = (words: readonly string[]) => promisify(execFile)(process.execPath, [ENTRY, ...words]);

test('measures the real router beside a peer, and says how they stand to each other', {
  timeout: 60_000,
}, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  t.after(() => rm(directory, { recursive: true }));
  const out = join(directory, 'results.json');
  const little = ['--quick', '--rounds', '1', '--seconds', '0.3', '--connections', '1'];
  const { stdout, stderr } = await benchmark([
    ...little,
    '--only',
    'router-50',
    '--only',
    'http-proxy-middleware',
    '--out',
    out,
  ]);
  assert.match(stdout, /^GET at saturation, 1 connections$/m);
  assert.match(stdout, /^router-50: requests\/s over http-proxy-middleware \(GET, 1 connections\) .*(met|missed)$/m);
  assert.match(stdout, /^router-50: CPU time per request over nginx .* not measured$/m);
  assert.match(stderr, /round 1, half load: router-50, \d+ s left$/m);

  const { figures, subjects } = JSON.parse(await readFile(out, 'utf8')) as RouterReport;
  assert.deepEqual(
    subjects.map(({ name }) => name),
    ['router-50', 'http-proxy-middleware'],
  );
  assert.equal(figures.saturation.length, 4);
  assert.equal(figures.halfLoad.length, 2);
  for (const { requests } of figures.saturation) assert.ok(requests > 0);
});

test('a wrong option is one line and exit code 1', async () => {
  await assert.rejects(benchmark(['--only', 'nothing']), { code: 1, stdout: '', stderr: /^benchmark: --only=.*\n$/ });
});
