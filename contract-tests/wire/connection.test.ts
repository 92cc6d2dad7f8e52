import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { Failure, Observation } from '../../parity/answer.ts';
import { observe } from './connection.ts';
import { OK, replying, startBytes } from './fixture-server.ts';
import { chunked, inPieces, more, pipeline, raw, request } from './request.ts';
import { answers, CLOSE, END, HALF_CLOSE, interim, pause, RESET, until } from './step.ts';

const GET = request('GET', '/');

function seen(observation: Observation): Extract<Observation, { kind: 'observed' }> {
  assert.equal(observation.kind, 'observed', observation.kind === 'failed' ? JSON.stringify(observation.failure) : '');
  return observation as Extract<Observation, { kind: 'observed' }>;
}

function failed(observation: Observation): Failure {
  assert.equal(observation.kind, 'failed');
  return (observation as Extract<Observation, { kind: 'failed' }>).failure;
}

test('sees an answer, and that the connection stays open', async (t) => {
  const url = await startBytes(t, replying(OK));
  const { answers: got, ending } = seen(await observe(url, [GET, answers(1)]));
  assert.deepEqual([got[0]?.body.toString(), ending], ['ok', 'open']);
});

test('sees answers to several requests, the HEAD among them without its body', async (t) => {
  const url = await startBytes(t, (socket) => socket.once('data', () => socket.write(`${OK.slice(0, -2)}${OK}`)));
  const both = pipeline(request('HEAD', '/'), GET);
  const { answers: got } = seen(await observe(url, [both, answers(2)]));
  assert.deepEqual(
    got.map(({ body }) => body.toString()),
    ['', 'ok'],
  );
});

test('sees more answers than were asked for', async (t) => {
  const url = await startBytes(t, replying(OK + OK));
  assert.equal(seen(await observe(url, [GET, answers(1)])).answers.length, 2);
});

test('goes on after an interim answer', async (t) => {
  const url = await startBytes(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n');
      socket.once('data', (body) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
    });
  });
  const post = request('POST', '/', { headers: { Expect: '100-continue', 'Content-Length': '4' } });
  const [answer] = seen(await observe(url, [post, interim(2), more('body'), answers(1)])).answers;
  assert.deepEqual(
    answer?.interim.map(({ status }) => status),
    [103, 100],
  );
  assert.equal(answer?.body.toString(), 'body');
});

test('keeps interim answers that no final one followed', async (t) => {
  const url = await startBytes(t, replying('HTTP/1.1 100 Continue\r\n\r\n'));
  assert.equal(seen(await observe(url, [GET, interim(1)])).interim.length, 1);
});

test('reads chunks with extensions and trailers, byte by byte', async (t) => {
  const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a="b"\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n';
  const url = await startBytes(t, (socket) => socket.once('data', () => dribble(socket, text)));
  const [answer] = seen(await observe(url, [GET, answers(1)])).answers;
  assert.deepEqual([answer?.body.toString(), answer?.trailers], ['ok', [['X-Sum', '1']]]);
});

function dribble(socket: Socket, text: string): void {
  if (text !== '') socket.write(text.slice(0, 1), () => dribble(socket, text.slice(1)));
}

test('sends in pieces what arrives whole', async (t) => {
  let received = '';
  const wanted = request('POST', '/', { headers: { 'Transfer-Encoding': 'chunked' }, body: chunked(['a', 'bc']) });
  const url = await startBytes(t, (socket) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk;
      if (received.length === wanted.bytes.length) socket.write(OK);
    });
  });
  seen(await observe(url, [inPieces(wanted, 3), answers(1)]));
  assert.equal(received, wanted.bytes.toString());
});

test('waits for an end that was announced, and tells a reset from a close', async (t) => {
  const closing = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
  const url = await startBytes(t, (socket, connection) => {
    socket.once('data', () => {
      socket.write(closing, () => {
        // Longer than an open connection would be watched.
        if (connection === 1) setTimeout(() => socket.end(), 100);
        if (connection === 2) socket.resetAndDestroy();
      });
    });
  });
  const options = { settleMs: 10, closeMs: 300 };
  const endings: string[] = [];
  for (let n = 0; n < 3; n += 1) endings.push(seen(await observe(url, [GET, answers(1)], options)).ending);
  assert.deepEqual(endings, ['closed', 'reset', 'open']);
});

test('reads a body to the end of the connection, and does not take a pause for that end', async (t) => {
  const url = await startBytes(t, (socket, connection) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nabc');
      if (connection === 1) socket.end();
      if (connection === 3) socket.once('data', () => socket.resetAndDestroy());
    });
  });
  const first = seen(await observe(url, [GET, answers(1)]));
  assert.deepEqual([first.answers[0]?.complete, first.ending], [true, 'closed']);
  const options = { stepTimeoutMs: 50 };
  assert.equal(failed(await observe(url, [GET, answers(1)], options)).kind, 'timeout');
  const third = seen(await observe(url, [GET, pause(20), GET, END]));
  assert.deepEqual([third.answers[0]?.complete, third.ending], [false, 'reset']);
});

test('sees that a body was cut, or a head', async (t) => {
  const url = await startBytes(t, (socket, connection) => {
    socket.once('data', () => socket.end(connection === 1 ? OK.slice(0, -1) : 'HTTP/1.1 200'));
  });
  const cut = seen(await observe(url, [GET, answers(1)]));
  assert.deepEqual([cut.answers[0]?.complete, cut.answers[0]?.body.toString(), cut.ending], [false, 'o', 'closed']);
  const none = seen(await observe(url, [GET, answers(1)]));
  assert.deepEqual([none.answers.length, none.leftover.toString()], [0, 'HTTP/1.1 200']);
});

test('does what a client may do to a server: half-close, close, reset', async (t) => {
  const ends: string[] = [];
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const url = await startBytes(t, (socket) => {
    const note = (what: string) => {
      ends.push(what);
      if (ends.length === 3) resolve();
    };
    socket.on('data', () => {});
    socket.on('end', () => {
      note('end');
      socket.end(OK);
    });
    socket.on('error', () => note('error'));
  });
  const halfClosed = seen(await observe(url, [GET, HALF_CLOSE, answers(1)]));
  assert.deepEqual([halfClosed.answers.length, halfClosed.ending], [1, 'closed']);
  assert.equal(seen(await observe(url, [GET, CLOSE, answers(1)])).ending, 'open');
  assert.equal(seen(await observe(url, [GET, RESET])).ending, 'open');
  await all;
  assert.deepEqual(ends, ['end', 'end', 'error']);
});

test('waits for the end of the connection when told to, and no longer', async (t) => {
  const url = await startBytes(t, (socket) => socket.once('data', () => socket.end()));
  assert.equal(seen(await observe(url, [raw('x\r\n'), END])).ending, 'closed');
});

test('goes on when something has happened elsewhere, and names what never does', async (t) => {
  const url = await startBytes(t, replying(OK));
  const { promise, resolve } = Promise.withResolvers<void>();
  const steps = [GET, answers(1), until('the other', () => promise), GET, answers(2)];
  const pending = observe(url, steps);
  resolve();
  assert.equal(seen(await pending).answers.length, 2);
  const never = [GET, answers(1), until('the other', () => new Promise(() => {}))];
  const failure = failed(await observe(url, never, { stepTimeoutMs: 50 }));
  assert.equal(failure.kind === 'timeout' && failure.waitedFor, 'the other');
});

test('names a server that is down', async () => {
  const failure = failed(await observe('http://127.0.0.1:1', [GET, answers(1)]));
  assert.deepEqual(failure, { kind: 'refused', detail: 'ECONNREFUSED' });
});

test('names a server that hangs, with what it waited for and what had come', async (t) => {
  const url = await startBytes(t, replying('HTTP/1.1 200 OK\r\nConte'));
  const failure = failed(await observe(url, [GET, answers(1)], { stepTimeoutMs: 50 }));
  assert.equal(failure.kind === 'timeout' && failure.waitedFor, 'answer 1');
  assert.equal(failure.kind === 'timeout' && failure.received.toString(), 'HTTP/1.1 200 OK\r\nConte');
});

test('names a server that lets no case come to its end', async (t) => {
  const url = await startBytes(t, () => {});
  const failure = failed(await observe(url, [GET, pause(60_000)], { deadlineMs: 50 }));
  assert.equal(failure.kind === 'timeout' && failure.waitedFor, 'the end of the case');
});

test('does not wait for a server to read what it does not', async (t) => {
  const url = await startBytes(t, (socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
    });
  });
  const { answers: got } = seen(
    await observe(url, [request('POST', '/', { body: Buffer.alloc(8_000_000) }), answers(1)]),
  );
  assert.equal(got[0]?.status, 413);
});

test('names garbage, with its bytes and where it begins', async (t) => {
  for (const [text, offset] of [
    ['SSH-2.0-x\r\n', 0],
    [`${OK}!`, OK.length],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 0],
  ] as const) {
    const url = await startBytes(t, replying(text));
    const failure = failed(await observe(url, [GET, answers(1)]));
    assert.equal(failure.kind === 'garbage' && failure.offset, offset);
    assert.equal(failure.kind === 'garbage' && failure.received.toString(), text);
  }
});

test('keeps its memory within bounds however much a server sends', async (t) => {
  const url = await startBytes(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const flood = () => {
        if (!socket.destroyed) socket.write(Buffer.alloc(65_536), flood);
      };
      flood();
    });
  });
  const failure = failed(await observe(url, [GET, answers(1)], { maxBodyBytes: 1_000_000 }));
  assert.match(failure.kind === 'garbage' ? failure.problem : '', /more than 1000000 bytes/);
  assert.ok(failure.kind === 'garbage' && failure.received.length <= 4096);
});
