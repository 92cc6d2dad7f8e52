import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { digestOperation } from '../../contract/operation-digest.ts';
import { signProof } from '../../parity/proof.ts';
import type { ServerIdentity } from '../../parity/proof-identity.ts';
import { PROOF_VERSION, type Proof } from '../../parity/proof-payload.ts';
import { createProbes } from '../health/probe.ts';
import { listen } from '../listen.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import { createGate, type Freshness, type GateOptions } from './gate.ts';

const CONTRACT = loadContract(OWN_CONTRACT);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const SAID = {
  contract: CONTRACT.digest,
  build: digest('b'),
  configuration: digest('c'),
  node: 'v26.10.0',
};
const NOW = new Date('2026-06-01T00:00:00.000Z');

function proofWith(changes: Partial<Proof> = {}, identity: ServerIdentity = { kind: 'reported', ...SAID }): Proof {
  const operations = CONTRACT.operations.map((operation): [string, Proof['operations'][string]] => [
    operation.id,
    { digest: digestOperation(CONTRACT.document, operation), verdict: 'identical', cases: 9 },
  ]);
  return {
    version: PROOF_VERSION,
    tool: '0.1.0',
    issuedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
    contract: CONTRACT.digest,
    baseline: { name: 'express', identity },
    candidate: { name: 'fastify', identity },
    scope: 'all',
    suites: [{ suite: 'wire', cases: 1, requests: 1, durationMs: 1 }],
    operations: Object.fromEntries(operations),
    ...changes,
  };
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Two servers whose answers a test changes, a data directory, and a gate over them. */
async function start(t: TestContext, options: Partial<GateOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'gate-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const says: Record<UpstreamName, Answer> = { express: answerOf(SAID), fastify: answerOf(SAID) };
  const servers = { express: serverOf(says, 'express'), fastify: serverOf(says, 'fastify') };
  const urls = {
    express: await listen(servers.express, '127.0.0.1', 0),
    fastify: await listen(servers.fastify, '127.0.0.1', 0),
  };
  const probes = createProbes({ upstreams: urls, path: '/health', everyMs: 60_000, timeoutMs: 1_000 });
  t.after(async () => {
    await probes.stop();
    for (const server of [servers.express, servers.fastify]) {
      server.close();
      server.closeAllConnections();
    }
  });
  const clock = { now: NOW };
  const gate = createGate({
    contract: CONTRACT,
    requireProof: true,
    dataDir: directory,
    publicKey,
    healthPath: '/health',
    declared: { express: undefined, fastify: undefined },
    ask: probes.ask,
    now: () => clock.now,
    onVerdicts: () => {},
    ...options,
  });
  const keep = async (proof: Proof, key: KeyObject = privateKey) => {
    const draft = join(directory, 'draft');
    writeFileSync(draft, JSON.stringify({ proof: await signProof(proof, key) }));
    renameSync(draft, join(directory, 'proof.json'));
  };
  return { gate, says, servers, keep, clock, directory };
}

function answerOf(said: object): Answer {
  return { status: 200, headers: {}, body: JSON.stringify({ status: 'ok', ...said }) };
}

function serverOf(says: Record<UpstreamName, Answer>, name: UpstreamName) {
  return createServer((_, response) => {
    const { status, headers, body } = says[name];
    response.writeHead(status, headers).end(body);
  });
}

test('is closed until it has looked, and open for what the proof covers', async (t) => {
  const { gate, keep } = await start(t);
  assert.equal(gate.verdict('health').againstStaying, 'unknown');
  await keep(proofWith());
  await gate.look('anew');
  for (const { id } of CONTRACT.operations) {
    assert.deepEqual(gate.verdict(id), { againstRaising: [], againstStaying: [] });
  }
  assert.equal(gate.verdict('no such operation').againstStaying, 'unknown');
});

test('names what keeps it closed', async (t) => {
  const { gate, keep, directory, clock } = await start(t);
  const against = async () => {
    await gate.look('anew');
    const { againstRaising, againstStaying } = gate.verdict('login');
    return [againstRaising.join('; '), againstStaying === 'unknown' ? againstStaying : againstStaying.join('; ')];
  };
  for (const one of await against())
    assert.match(
      one,
      /^there is no proof \(.*proof\.json\); npm run prove makes one, or npm run parity -- --sign for servers of your own$/,
    );
  writeFileSync(join(directory, 'proof.json'), 'nonsense');
  assert.match((await against())[1] ?? '', /holds no proof/);
  await keep(proofWith(), generateKeyPairSync('ed25519').privateKey);
  for (const one of await against()) assert.match(one, /signed with another key/);
  await keep(proofWith({ contract: digest('f') }));
  for (const one of await against()) assert.match(one, /the contract changed/);
  const { login, ...operations } = proofWith().operations;
  assert.ok(login);
  await keep(proofWith({ operations: { ...operations, login: { ...login, verdict: 'not-covered' } } }));
  for (const one of await against()) assert.match(one, /no case of the proof had a success of login/);
  assert.deepEqual(gate.verdict('health').againstRaising, []);
  await keep(proofWith());
  clock.now = new Date('2027-01-01T00:00:00.000Z');
  assert.deepEqual(await against(), ['the proof expired at 2027-01-01T00:00:00.000Z', '']);
});

test('notices that a server is another one, and that it is the proven one again', async (t) => {
  const { gate, keep, says } = await start(t);
  await keep(proofWith());
  await gate.look('anew');
  for (const [member, words] of [
    ['build', /^the candidate \(fastify\) is another build: now sha256:d/],
    ['configuration', /has another configuration/],
    ['contract', /works by another contract/],
    ['node', /runs on another Node/],
  ] as const) {
    says.fastify = answerOf({ ...SAID, [member]: member === 'node' ? 'v26.11.0' : digest('d') });
    await gate.look('anew');
    const { againstRaising, againstStaying } = gate.verdict('health');
    assert.match(againstRaising.join(), words);
    assert.deepEqual(againstStaying, againstRaising);
  }
  says.fastify = answerOf({});
  await gate.look('anew');
  assert.equal(
    gate.verdict('health').againstStaying.toString(),
    'the candidate (fastify) answers, but its health path no longer says what it runs',
  );
  says.fastify = answerOf(SAID);
  await gate.look('anew');
  assert.deepEqual(gate.verdict('health'), { againstRaising: [], againstStaying: [] });
});

test('holds at first what it cannot know, and says nothing against a known server that is gone', async (t) => {
  const { gate, keep, says, servers } = await start(t);
  await keep(proofWith());
  says.fastify = { status: 503, headers: {}, body: '' };
  await gate.look('anew');
  assert.equal(gate.verdict('health').againstStaying, 'unknown');
  assert.match(gate.verdict('health').againstRaising.join(), /does not say what it runs.*fastify does not answer/);
  says.fastify = answerOf(SAID);
  await gate.look('anew');
  servers.fastify.close();
  servers.fastify.closeAllConnections();
  await gate.look('anew');
  const { againstRaising, againstStaying } = gate.verdict('health');
  assert.deepEqual(againstStaying, []);
  assert.match(againstRaising.join(), /fastify does not answer/);
});

test('knows a foreign server by the place that the proof names, or by what its operator declares', async (t) => {
  const { gate, keep, says } = await start(t, { declared: { express: 'release 7', fastify: undefined } });
  const place = { path: '/version', header: 'x-build' };
  says.fastify = { status: 404, headers: { 'X-Build': 'b7' }, body: 'x'.repeat(100_000) };
  const proof = proofWith();
  await keep({
    ...proof,
    baseline: { name: 'old', identity: { kind: 'declared', identity: 'release 7' } },
    candidate: { name: 'new', identity: { kind: 'observed', place, identity: 'b7' } },
  });
  await gate.look('anew');
  assert.deepEqual(gate.verdict('health'), { againstRaising: [], againstStaying: [] });
  says.fastify.headers['X-Build'] = 'b8';
  await gate.look('anew');
  assert.match(gate.verdict('health').againstStaying.toString(), /the candidate \(new\) is another: now b8/);
  delete says.fastify.headers['X-Build'];
  await gate.look('anew');
  assert.match(
    gate.verdict('health').againstStaying.toString(),
    /\(new\) answers, but not with an identity where .*x-build/,
  );
});

test('is open for everything where no proof is required', async (t) => {
  const { gate } = await start(t, { requireProof: false });
  assert.deepEqual(gate.verdict('health'), { againstRaising: [], againstStaying: [] });
});

test('looks anew for each who asks while a look is under way', async (t) => {
  const { gate, keep, says } = await start(t);
  await keep(proofWith());
  const first = gate.look('anew');
  says.fastify = answerOf({ ...SAID, build: digest('e') });
  await Promise.all([first, gate.look('anew'), gate.look('anew')]);
  assert.match(gate.verdict('health').againstStaying.toString(), /is another build/);
});

test('gives whoever asks anew no look that trusts the last answers, though another who waited began it', async (t) => {
  const asked: Freshness[] = [];
  const held = Promise.withResolvers<void>();
  const { gate, keep } = await start(t, {
    ask: async (_, __, freshness) => {
      asked.push(freshness);
      await held.promise;
      return { status: 200, headers: [], body: Buffer.from(answerOf(SAID).body) };
    },
  });
  await keep(proofWith());
  const running = gate.look('latest');
  const [modest, strict] = [gate.look('latest'), gate.look('anew')];
  held.resolve();
  await Promise.all([running, modest, strict]);
  assert.equal(asked.at(-1), 'anew');
});

test('looks anew for whoever waited for a look that failed', async (t) => {
  const held = Promise.withResolvers<void>();
  let looks = 0;
  const { gate, keep } = await start(t, {
    now: () => NOW,
    onVerdicts: () => {
      looks += 1;
      if (looks === 1) throw new Error('the first look fails');
    },
    ask: async () => {
      await held.promise;
      return { status: 200, headers: [], body: Buffer.from(answerOf(SAID).body) };
    },
  });
  await keep(proofWith());
  const first = gate.look('latest');
  const second = gate.look('anew');
  held.resolve();
  await assert.rejects(first, /the first look fails/);
  await second;
  assert.deepEqual(gate.verdict('health').againstRaising, []);
});
