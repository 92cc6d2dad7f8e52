import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Observation } from '../../../parity/answer.ts';
import { observe } from '../../wire/connection.ts';
import { replying, startBytes } from '../../wire/fixture-server.ts';
import { inPieces, more, pipeline, raw, request } from '../../wire/request.ts';
import { answers, END, HALF_CLOSE, type Step } from '../../wire/step.ts';
import { changeField, changeText, withField } from './fields.ts';
import type { Plant } from './plant.ts';
import { startProxy } from './proxy.ts';

const GET = request('GET', '/');
const OK = 'HTTP/1.1 200 OK\r\nX-Odd:   a \r\nContent-Length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nX-End: 1\r\n\r\n';

/** A plant that reads everything and changes nothing. */
const IDENTITY: Plant = {
  answer: (answer) => answer,
  interim: (interim) => interim,
  head: (head) => head,
  body: (whole) => whole,
};

async function proxied(t: TestContext, target: string, plant: Plant): Promise<string> {
  const proxy = await startProxy(target, { plant });
  t.after(() => proxy.stop());
  return proxy.url;
}

/** A server that answers with all that it was sent, once it was quiet. */
function echoing(t: TestContext): Promise<string> {
  return startBytes(t, (socket) => {
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      setTimeout(() => {
        if (received !== '')
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${received.length}\r\n\r\n${received}`, 'latin1');
        received = '';
      }, 50);
    });
  });
}

function bodiesOf(observation: Observation): string[] {
  return observation.answers.map(({ body }) => body.toString('latin1'));
}

const NOT_NOTICED: Readonly<Record<string, readonly [reply: string, steps: readonly Step[]]>> = {
  'an answer': [OK, [GET, answers(1)]],
  'a chunked answer with trailers': [CHUNKED, [GET, answers(1)]],
  'an answer to HEAD': ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', [request('HEAD', '/'), answers(1)]],
  'an interim answer': [`HTTP/1.1 100 Continue\r\n\r\n${OK}`, [GET, answers(1)]],
  'bytes that are no answer': ['SSH-2.0-x\r\n', [GET, answers(1)]],
  'a request in pieces': [OK, [inPieces(GET, 200), answers(1)]],
};

for (const [name, [reply, steps]] of Object.entries(NOT_NOTICED)) {
  for (const plant of [{}, IDENTITY]) {
    test(`is not noticed: ${name}${plant === IDENTITY ? ', read and written again' : ''}`, async (t) => {
      const target = await startBytes(t, replying(reply));
      const url = await proxied(t, target, plant);
      assert.deepEqual(await observe(url, steps), await observe(target, steps));
    });
  }
}

test('is not noticed without a plant where an answer is never finished', async (t) => {
  const target = await startBytes(t, replying('HTTP/1.1 200 OK\r\nContent-Le'));
  assert.deepEqual(await observe(await proxied(t, target, {}), [GET]), await observe(target, [GET]));
});

test('passes on a close, a reset and a half-close', async (t) => {
  const ends = (end: (socket: import('node:net').Socket) => void) =>
    startBytes(t, (socket) => socket.on('data', () => socket.write(OK, 'latin1', () => end(socket))));
  const closing = await proxied(t, await ends((socket) => socket.end()), IDENTITY);
  const resetting = await proxied(t, await ends((socket) => socket.resetAndDestroy()), IDENTITY);
  const waiting = await proxied(
    t,
    await startBytes(t, (socket) => socket.on('end', () => socket.end(OK, 'latin1')).resume()),
    {},
  );
  const endingOf = async (url: string, steps: readonly Step[]) => {
    const observed = await observe(url, steps);
    return [observed.answers.length, observed.kind === 'observed' && observed.ending];
  };
  assert.deepEqual(await endingOf(closing, [GET, END]), [1, 'closed']);
  assert.deepEqual(await endingOf(resetting, [GET, END]), [1, 'reset']);
  assert.deepEqual(await endingOf(waiting, [GET, HALF_CLOSE, END]), [1, 'closed']);
});

test('gives a plant each answer with the request it belongs to', async (t) => {
  const target = await startBytes(t, replying(OK));
  const url = await proxied(t, target, {
    answer: (answer, { method, target }) => changeText(answer, () => `${method} ${target}`),
  });
  const seen = await observe(url, [request('PUT', '/a', { body: 'x' }), answers(1), request('GET', '/b'), answers(2)]);
  assert.deepEqual(bodiesOf(seen), ['PUT /a', 'GET /b']);
});

test('changes heads and bodies of requests, and says the new length', async (t) => {
  const url = await proxied(t, await echoing(t), {
    head: (head) => withField(head, 'X-New: 1'),
    body: (whole) => changeText(whole, (text) => `${text}${text}`),
  });
  const step = inPieces(pipeline(request('POST', '/', { body: 'abc' }), GET), 11);
  const [seen] = bodiesOf(await observe(url, [step, answers(1)]));
  assert.equal(
    seen,
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabcabcGET / HTTP/1.1\r\nHost: localhost\r\nX-New: 1\r\n\r\n',
  );
});

test('lets a request by as it is when its body does not come, or it is no HTTP', async (t) => {
  const url = await proxied(t, await echoing(t), {
    head: (head) => withField(head, 'X-New: 1'),
    body: (whole) => changeText(whole, () => ''),
  });
  for (const bytes of [
    'POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab',
    'GET / HTTP/1.1\r\nBad : 1\r\n\r\n',
    'GET / HT',
  ]) {
    assert.deepEqual(bodiesOf(await observe(url, [raw(bytes), answers(1)])), [bytes]);
  }
});

test('puts the mark before the name of a case, wherever its packets are cut', async (t) => {
  const proxy = await startProxy(await echoing(t), { caseMark: 'm.' });
  t.after(() => proxy.stop());
  const head = 'GET / HTTP/1.1\r\nX-Lockstep-Case: one\r\n\r\n';
  for (let at = 1; at < head.length; at += 1) {
    const steps = [raw(head.slice(0, at), ['GET']), more(head.slice(at)), answers(1)];
    const [seen = ''] = bodiesOf(await observe(proxy.url, steps, { settleMs: 1 }));
    assert.match(seen, /Case: m\.one\r\n/, `cut at ${at}`);
  }
});

test('closes, resets, delays, cuts and swallows as it is told', async (t) => {
  const target = await startBytes(t, replying(OK));
  const seenOf = async (answer: NonNullable<Plant['answer']>, steps: readonly Step[] = [GET, answers(1)]) => {
    return observe(await proxied(t, target, { answer }), steps, { stepTimeoutMs: 200 });
  };
  const closed = await seenOf((answer) => ({ ...answer, afterwards: 'close' }));
  const reset = await seenOf((answer) => ({ ...answer, afterwards: 'reset' }));
  assert.deepEqual(
    [closed, reset].map((one) => one.kind === 'observed' && one.ending),
    ['closed', 'reset'],
  );
  const cut = await seenOf((answer) => ({ ...answer, cutAtBytes: 10, afterwards: 'close' }));
  assert.equal(cut.kind === 'observed' && cut.leftover.toString(), 'HTTP/1.1 2');
  assert.equal((await seenOf(() => undefined)).kind, 'failed');
  const renamed = (value: string) => `${value}!`;
  const late = await seenOf(
    (answer) => ({ ...changeField(answer, 'x-odd', renamed), delayMs: 20 }),
    [GET, answers(1), GET, answers(2)],
  );
  assert.equal(late.answers.length, 2);
});
