import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../../contract/document.ts';
import { startAdmin } from './fixture.ts';
import { ADMIN_CONTRACT } from './server.ts';

test('answers every operation as the contract says, and as the rollout then is', async (t) => {
  const admin = await startAdmin(t);
  const { ask, rollout } = admin;
  assert.deepEqual((await ask('GET', '/health', { token: null })).document, { status: 'ok' });
  assert.equal((await ask('GET', '/status')).document.percentage, 0);

  const raised = await ask('PUT', '/percentage', { body: { percentage: 12.345, why: 'a try' } });
  assert.deepEqual([raised.status, raised.document.percentage, raised.document.epoch], [200, 12.345, 1]);
  const own = await ask('PUT', '/operations/constructor/percentage', { body: { percentage: 50, why: 'more' } });
  assert.deepEqual(own.document.own, { constructor: 50 });
  assert.deepEqual(rollout.effective(), { addUser: 12.345, listUsers: 12.345, constructor: 50 });
  await ask('PUT', '/operations/constructor/percentage', { body: { percentage: null, why: 'as all' } });
  assert.deepEqual(rollout.state().operations, {});

  await rollout.trip('addUser', { verdict: 'addUser: 9 of 10 failed: trip', recovery: 'person' });
  assert.equal((await ask('GET', '/status')).text.includes('9 of 10 failed'), true);
  await ask('POST', '/re-arm', { body: { scope: 'addUser', why: 'mended' } });
  assert.deepEqual(rollout.state().trips, {});

  await ask('POST', '/pause', { body: { why: 'release' } });
  assert.equal(rollout.state().paused, true);
  await ask('POST', '/resume', { body: { why: 'released' } });
  assert.equal(rollout.state().paused, false);

  await ask('POST', '/roll-back', { body: { scope: 'listUsers', why: 'complaints' } });
  assert.deepEqual(rollout.effective(), { addUser: 12.345, listUsers: 0, constructor: 12.345 });
  await ask('POST', '/roll-back', { body: { why: 'more complaints' } });
  assert.deepEqual(rollout.effective(), { addUser: 0, listUsers: 0, constructor: 0 });

  const page = await ask('GET', '/journal?limit=2');
  const entries = page.document.entries as { epoch: number; who: string; why: string }[];
  assert.deepEqual(
    entries.map(({ epoch, who, why }) => [epoch, who, why]),
    [
      [9, 'operator', 'more complaints'],
      [8, 'operator', 'complaints'],
    ],
  );
  assert.equal(page.document.next, 8);
  const rest = (await ask('GET', '/journal?before=8&limit=200')).document;
  assert.deepEqual([(rest.entries as object[]).length, rest.next], [7, null]);

  assert.equal((await ask('GET', '/differences')).text.includes('404 on fastify'), true);
  assert.equal((await ask('GET', '/differences/7')).document.id, '7');
  assert.equal((await ask('GET', '/differences/7/case')).text, 'export const found = [];\n');
  assert.equal((await ask('POST', '/restart')).status, 202);
  assert.equal(admin.restarts, 1);
  assert.match(
    (await ask('GET', '/metrics')).text,
    /^lockstep_router_percentage\{operation="addUser",kind="effective"\} 0$/m,
  );

  const ids = loadContract(ADMIN_CONTRACT).operations.map(({ id }) => id);
  // The one that never ends has tests of its own.
  assert.deepEqual([...admin.succeeded].sort(), ids.filter((id) => id !== 'watchEvents').sort());
});

test('answers HEAD like GET, without the body', async (t) => {
  const { ask } = await startAdmin(t);
  for (const path of ['/status', '/events', '/metrics']) assert.deepEqual((await ask('HEAD', path)).text, '');
  assert.equal((await ask('HEAD', '/status', { token: null })).status, 401);
});

test('refuses what is no percentage, says what is allowed, and changes nothing', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  await rollout.set('*', 10, 'operator', 'before');
  const before = rollout.state();
  for (const percentage of [101, -1, 100.0001, '25', true, [5], {}, 12.3456, undefined]) {
    for (const path of ['/percentage', '/operations/addUser/percentage']) {
      const { status, document } = await ask('PUT', path, { body: { percentage, why: 'a try' } });
      assert.deepEqual([status, document.code], [400, 'validation_failed'], JSON.stringify(percentage));
      assert.match(String(document.detail), /^\/body\/percentage .*0 to 100 with at most three decimals/);
    }
  }
  const { document } = await ask('PUT', '/percentage', { body: { percentage: null, why: 'a try' } });
  assert.equal(document.code, 'validation_failed');
  assert.deepEqual(rollout.state(), before);
});

test('refuses an unknown operation, names those that there are, and changes nothing', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  const before = rollout.state();
  const why = 'a try';
  const asked = [
    await ask('PUT', '/operations/toString/percentage', { body: { percentage: 5, why } }),
    await ask('PUT', '/operations/*/percentage', { body: { percentage: 5, why } }),
    await ask('POST', '/roll-back', { body: { scope: 'adduser', why } }),
    await ask('POST', '/re-arm', { body: { scope: '__proto__', why } }),
  ];
  for (const { status, document } of asked) {
    assert.deepEqual([status, document.code], [404, 'unknown_operation']);
    assert.deepEqual(document.allowed, ['addUser', 'listUsers', 'constructor']);
    assert.match(String(document.detail), /It has addUser, listUsers, constructor\.$/);
  }
  assert.deepEqual(rollout.state(), before);
});

test('refuses a raise that the gate or a pause is against, with every reason', async (t) => {
  const reasons = ['there is no proof', 'fastify does not answer'];
  const { ask, rollout } = await startAdmin(t, { mayRaise: () => ({ ok: false, reasons }) });
  const refused = await ask('PUT', '/percentage', { body: { percentage: 10, why: 'a try' } });
  assert.deepEqual([refused.status, refused.document.code], [409, 'change_refused']);
  assert.deepEqual(refused.document.reasons, reasons);
  assert.equal(rollout.state().epoch, 0);
  await ask('POST', '/pause', { body: { why: 'release' } });
  const paused = await ask('PUT', '/percentage', { body: { percentage: 10, why: 'a try' } });
  assert.deepEqual(paused.document.reasons, ['raises are paused; resume them first']);
});

test('says that a change is not remembered where the journal cannot be written', async (t) => {
  const { ask, rollout, disk } = await startAdmin(t);
  await rollout.set('*', 50, 'operator', 'before');
  disk.room(3);
  const { status, document } = await ask('PUT', '/percentage', { body: { percentage: 60, why: 'a try' } });
  assert.deepEqual([status, document.code], [503, 'change_not_remembered']);
  assert.match(String(document.detail), /ENOSPC.*everything is at 0 % now/);
  assert.deepEqual(rollout.effective(), { addUser: 0, listUsers: 0, constructor: 0 });
  disk.room(Number.POSITIVE_INFINITY);
  await ask('POST', '/pause', { body: { why: 'until the disk is mended' } });
  const entries = (await ask('GET', '/journal')).document.entries as { kind: string; decided?: object }[];
  const withdrawn = entries.find(({ kind }) => kind === 'withdraw');
  assert.deepEqual(withdrawn?.decided, { percentage: 0, paused: false, own: {}, trips: {} });
});

test('refuses bodies and parameters that the contract does not know', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  const body = { percentage: 5, why: 'a try' };
  const cases: [Awaited<ReturnType<typeof ask>>, number, string, RegExp][] = [
    [
      await ask('PUT', '/percentage', { body: { ...body, force: true } }),
      400,
      'validation_failed',
      /\/body\/force is not known/,
    ],
    [
      await ask('PUT', '/percentage', { body: { percentage: 5 } }),
      400,
      'validation_failed',
      /\/body\/why is missing \(the reason/,
    ],
    [
      await ask('PUT', '/percentage', { body: { ...body, why: '' } }),
      400,
      'validation_failed',
      /\/body\/why .*1 to 500/,
    ],
    [await ask('PUT', '/percentage', { body: '{"percentage":5' }), 400, 'malformed_json', /JSON/],
    [await ask('PUT', '/percentage', { body: '[]' }), 400, 'validation_failed', /\/body must be object/],
    [await ask('PUT', '/percentage'), 400, 'validation_failed', /\/body must be object/],
    [await ask('POST', '/pause', { body: ' '.repeat(5_000) }), 413, 'body_too_large', /too large/],
    [
      await ask('PUT', '/percentage', { body, headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported_media_type',
      /application\/json/,
    ],
    [await ask('GET', '/journal?limit=0'), 400, 'validation_failed', /\/query\/limit .*1 to 200/],
    [await ask('GET', '/journal?limit=201'), 400, 'validation_failed', /\/query\/limit/],
    [await ask('GET', '/journal?limit=5&limit=6'), 400, 'validation_failed', /\/query\/limit/],
    [await ask('GET', '/journal?after=5'), 400, 'validation_failed', /after is not known \(there are: before, limit\)/],
    [
      await ask('POST', '/roll-back?scope=addUser', { body: { why: 'a' } }),
      400,
      'validation_failed',
      /scope is not known/,
    ],
    [await ask('GET', '/differences/8'), 404, 'not_found', /No difference "8" is kept/],
    [await ask('GET', '/differences/8/case'), 404, 'not_found', /No difference "8" is kept/],
    [await ask('GET', '/nothing'), 404, 'not_found', /no such path/],
    [await ask('DELETE', '/percentage'), 405, 'method_not_allowed', /PUT/],
  ];
  for (const [{ status, document }, expected, code, detail] of cases) {
    assert.deepEqual([status, document.code], [expected, code]);
    assert.match(String(document.detail), detail);
  }
  assert.equal(rollout.state().epoch, 0);
});

test('keeps a body from being taken unvalidated where its media type is left out', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  const headers = { 'content-type': '' };
  const { status } = await ask('PUT', '/percentage', { body: { percentage: 500, why: 'a try' }, headers });
  assert.ok(status === 400 || status === 415, String(status));
  assert.equal(rollout.state().epoch, 0);
});

test('answers a failure of the router itself with a problem document that says nothing of it', async (t) => {
  const admin = await startAdmin(t, {
    control: {
      differences() {
        throw new Error('secret words');
      },
    },
  });
  const { status, document, text } = await admin.ask('GET', '/differences');
  assert.deepEqual([status, document.code, text.includes('secret')], [500, 'internal_error', false]);
  assert.match(String(admin.faults[0]), /secret words/);
});
