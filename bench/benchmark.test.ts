import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { type Options, parseOptions } from './options.ts';
import type { Report } from './report.ts';
import { runBenchmark } from './run.ts';

const ENTRY = fileURLToPath(new URL('benchmark.ts', import.meta.url));
const benchmark = (words: readonly string[]) => promisify(execFile)(process.execPath, [ENTRY, ...words]);
const LITTLE = ['--quick', '--rounds', '1', '--seconds', '0.2'];

test('measures real servers, after it compared their answers', { timeout: 120_000 }, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  t.after(() => rm(directory, { recursive: true }));
  const out = join(directory, 'results.json');
  const words = [
    ...LITTLE,
    '--only',
    'getProfile',
    '--subject',
    'fastify',
    '--subject',
    'raw',
    '--profile',
    '--out',
    out,
  ];
  const { stdout, stderr } = await benchmark(words);
  assert.match(stdout, /^getProfile +\d/m);
  assert.match(stderr, /^\[1\/\d+\] starting fastify, 1 of 2, \d+ s left$/m);
  assert.match(stderr, /getProfile 401: raw, round 1, \d+ s left$/m);

  const { scenarios, subjects, machine, options } = JSON.parse(await readFile(out, 'utf8')) as Report;
  assert.equal(options.seconds, 0.2);
  assert.equal(machine.versions.node, process.version);
  assert.deepEqual(
    scenarios.map(({ name, status, subjects: measured }) => [name, status, measured]),
    [
      ['getProfile', 200, ['fastify', 'raw']],
      ['getProfile 401', 401, ['fastify', 'raw']],
    ],
  );
  for (const { saturation } of scenarios) {
    assert.equal(saturation.length, 2);
    for (const one of saturation) {
      assert.ok(one.requests > 0);
      assert.ok((one.cpuMicrosecondsPerRequest ?? 0) > 0, 'the probe tells CPU time');
      assert.ok((one.eventLoopDelayP99Ms ?? -1) >= 0);
    }
  }
  assert.equal(scenarios[0]?.paced.length, 2);
  for (const { startUpMs, memory, profile } of subjects) {
    assert.equal(startUpMs.length, 2);
    assert.ok((memory.after.heapUsedBytes ?? 0) > 0);
    assert.ok((profile?.tree.totalMicroseconds ?? 0) > 0);
  }
  const files = await readdir(directory);
  assert.deepEqual(files.sort(), [
    'results.fastify.cpuprofile',
    'results.html',
    'results.json',
    'results.raw.cpuprofile',
  ]);
});

test('refuses to time anything where one subject answers 401', { timeout: 60_000 }, async () => {
  const steps: string[] = [];
  // A server with another secret takes nobody's token.
  const run = runWith(parse('--only', 'getProfile', '--subject', 'fastify'), steps, {
    fastify: { JWT_SECRET: 'a secret of its own, of more than 32 bytes' },
  });
  await assert.rejects(run, {
    name: 'BenchmarkError',
    message: /^getProfile: not timed, because fastify answered 401, not 200: /,
  });
  assert.deepEqual(steps, []);
});

test('refuses to time anything where a subject leaves out or changes a header', { timeout: 60_000 }, async () => {
  const steps: string[] = [];
  const run = runWith(parse('--only', 'health', '--subject', 'raw'), steps, {
    raw: { FRONTEND_URL: 'https://elsewhere.example' },
  });
  await assert.rejects(run, {
    name: 'BenchmarkError',
    message: /^health: not timed, because express and raw answer differently: the field "Access-Control-Allow-Origin: /,
  });
  assert.deepEqual(steps, []);
});

test('a subject that is killed in the middle is named, and the exit code is 1', {
  timeout: 120_000,
  skip: process.platform !== 'linux' && 'finds the process in /proc',
}, async () => {
  const words = [...LITTLE, '--seconds', '5', '--only', 'health', '--subject', 'fastify'];
  const child = spawn(process.execPath, [ENTRY, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let killed = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (killed || !said.includes('health: fastify, round 1')) return;
    killed = true;
    void childOf(child.pid ?? 0, 'fastify').then((pid) => process.kill(pid, 'SIGKILL'));
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 1);
  assert.match(said, /^benchmark: aborted, because fastify ended with SIGKILL in the middle of the run$/m);
});

test('a wrong option is one line and exit code 1', async () => {
  await assert.rejects(benchmark(['--only', 'nothing']), { code: 1, stdout: '', stderr: /^benchmark: --only=.*\n$/ });
});

const contract = loadContract(OWN_CONTRACT);

function parse(...words: string[]): Options {
  return parseOptions(
    [...LITTLE, ...words],
    contract.operations.map(({ id }) => id),
  );
}

function runWith(
  options: Options,
  steps: string[],
  environment: Parameters<typeof runBenchmark>[0]['environment'] & object,
) {
  const createProgress = () => ({ step: (what: string) => void steps.push(what), end: () => {} });
  const { signal } = new AbortController();
  return runBenchmark({
    contract,
    options,
    environment,
    createProgress,
    signal,
    hold: false,
    file: join(tmpdir(), 'unused.json'),
  });
}

/** The process that another one has started with this last word on its command line. */
async function childOf(parent: number, word: string): Promise<number> {
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const [stat, line] = await Promise.all(
      ['stat', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'latin1').catch(() => '')),
    );
    const [, ppid] = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
    if (Number(ppid) === parent && line?.split('\0').includes(word)) return Number(name);
  }
  throw new Error(`no process ${word} of ${parent}`);
}
