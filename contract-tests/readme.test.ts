import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from './chaos/world.ts';

const root = join(import.meta.dirname, '..');
const documents = new Map<string, string>();

before(async () => {
  for await (const file of glob('**/*.md', { cwd: root, exclude: (name) => /node_modules/.test(String(name)) })) {
    documents.set(file, await readFile(join(root, file), 'utf8'));
  }
});

describe('the documents', () => {
  test('name only scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [file, text] of documents) {
      for (const [, name = ''] of text.matchAll(/\bnpm run ([\w:-]+)/g))
        assert.ok(scripts[name], `${file}: npm run ${name}`);
    }
  });

  test('name every script a person would run', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const readme = documents.get('README.md') ?? '';
    for (const name of Object.keys(scripts).filter((script) => !script.startsWith('check:'))) {
      const command = name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
      assert.ok(readme.includes(`| \`${command}\` |`), command);
    }
  });

  test('link only to files that exist', () => {
    for (const [file, text] of documents) {
      for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
        assert.ok(existsSync(join(root, file, '..', target)), `${file}: ${target}`);
      }
    }
  });

  test('name only files and folders that exist', () => {
    const folders = 'contract|settings|handlers|services|servers|router|supervisor|contract-tests|bench|docs';
    const path = new RegExp(`\`((?:${folders})/[\\w./-]*)\``, 'g');
    for (const [file, text] of documents) {
      for (const [, name = ''] of text.matchAll(path)) assert.ok(existsSync(join(root, name)), `${file}: ${name}`);
    }
  });

  test('each folder has a README', () => {
    for (const folder of [
      'contract',
      'settings',
      'handlers',
      'services',
      'servers',
      'router',
      'supervisor',
      'contract-tests',
      'bench',
    ]) {
      assert.ok(documents.has(`${folder}/README.md`), folder);
    }
  });
});

test('the first screen of the README does what it says', { timeout: 60_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-readme-'));
  const adminPort = String(await freePort());
  const child = spawn(process.execPath, [join(root, 'lockstep.js'), 'start'], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      EXPRESS_PORT: '0',
      FASTIFY_PORT: '0',
      ROUTER_PORT: '0',
      ROUTER_ADMIN_PORT: adminPort,
      FASTIFY_TRAFFIC_PERCENTAGE: '25',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const url = (name: string) => new RegExp(`${name}\\b.*?(http://\\S+?)/?\\s`, 'i').exec(said)?.[1];
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  while (!url('router') || !url('express') || !url('fastify')) await once(child.stderr, 'data');
  try {
    const [, block = ''] = /```sh\n(curl[^`]*)```/.exec(documents.get('README.md') ?? '') ?? [];
    const lines = block.trim().split('\n');
    assert.equal(lines.length, 3);
    for (const line of lines) {
      const command = line.replaceAll('http://', '').replaceAll('localhost:8080', String(url('router')));
      const { stdout } = await promisify(execFile)('sh', ['-c', command]);
      assert.match(stdout, /x-routed-to: (express|fastify)/i, line);
    }
    for (const name of ['express', 'fastify']) {
      const docs = await fetch(`${url(name)}/docs`);
      assert.equal(docs.status, 200);
    }
    const [, admin = ''] = /```sh\n(admin\(\)[^`]*)```/.exec(documents.get('router/README.md') ?? '') ?? [];
    const commands = admin.replaceAll('localhost:8081', `127.0.0.1:${adminPort}`).replaceAll('.data/', `${dataDir}/`);
    const { stdout } = await promisify(execFile)('sh', ['-c', `${commands}\ntrue`]);
    for (const part of [
      '"percentage":0',
      '"servers":',
      '"trips":{}',
      '"entries":[',
      'event: change',
      '"differences":[]',
      'lockstep_router_epoch',
    ])
      assert.ok(stdout.includes(part), `${part} in ${stdout}`);
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
    await rm(dataDir, { recursive: true, force: true });
  }
});
