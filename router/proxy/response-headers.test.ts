import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, type ResponseContext, toClient, toClientInterim } from './response-headers.ts';

const CONTEXT: ResponseContext = {
  status: 200,
  requestId: 'id-1',
  upstream: 'fastify',
  close: false,
  fallback: undefined,
};
const OURS = ['x-request-id', 'id-1', 'x-routed-to', 'fastify', 'via', '1.1 lockstep'];

function head(...fields: string[]): string[] {
  return fieldsOf(fields.map((field) => Buffer.from(field, 'latin1')));
}

test('keeps order, case, repeats and Latin-1 bytes of the upstream', () => {
  const raw = ['Set-Cookie', 'a=1', 'Server', 'x', 'set-cookie', 'b=2', 'X-Latin', '\xe9\xff', 'Via', '1.1 inner'];
  assert.deepEqual(toClient(head(...raw), CONTEXT), [...raw, ...OURS]);
});

test('strips what ends at this hop, and what Connection lists', () => {
  const raw = [
    'Connection',
    'close, x-hop, set-cookie',
    'Keep-Alive',
    'timeout=5',
    'X-Hop',
    '1',
    'Set-Cookie',
    'a=1',
    'Trailer',
    'x',
  ];
  assert.deepEqual(toClient(head(...raw, 'Proxy-Authenticate', 'Basic'), CONTEXT), ['Set-Cookie', 'a=1', ...OURS]);
});

test('lets out exactly one x-request-id and one x-routed-to', () => {
  const raw = head('X-Request-Id', 'id-1', 'A', '1', 'x-request-id', 'id-2', 'X-Routed-To', 'elsewhere');
  assert.deepEqual(toClient(raw, CONTEXT), [
    'X-Request-Id',
    'id-1',
    'A',
    '1',
    'x-routed-to',
    'fastify',
    'via',
    '1.1 lockstep',
  ]);
});

test('gives no length to 204, and keeps the one of 304', () => {
  const raw = head('Content-Length', '5');
  assert.deepEqual(toClient(raw, { ...CONTEXT, status: 204 }), OURS);
  assert.deepEqual(toClient(raw, { ...CONTEXT, status: 304 }), ['Content-Length', '5', ...OURS]);
});

test('says when the connection ends', () => {
  assert.deepEqual(toClient([], { ...CONTEXT, close: true }), [...OURS, 'connection', 'close']);
});

test('relays an interim answer without what ends at this hop', () => {
  assert.deepEqual(toClientInterim(head('Link', '</a>', 'Connection', 'x-hop', 'X-Hop', '1')), ['Link', '</a>']);
});
