import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, saying, startProxy, startRawUpstream, startUpstream } from './fixture.ts';
import { createForcedRoute } from './forced-route.ts';

const TOKEN = 'operators-only-token';
const asking = (route: string, token?: string) =>
  `GET /things HTTP/1.1\r\nHost: a\r\nx-lockstep-route: ${route}\r\n${token === undefined ? '' : `x-lockstep-route-token: ${token}\r\n`}Connection: close\r\n\r\n`;

test('an operator chooses the server, at any percentage, and nothing stands in for it', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const fastify = await startUpstream(t, saying('fastify'));
  const { url, observed } = await startProxy(t, {
    express: express.url,
    fastify: fastify.url,
    percentage: 0,
    forceToken: TOKEN,
  });
  assert.match(await exchange(t, url, asking('fastify', TOKEN)), /x-routed-to: fastify/);
  assert.equal((await observed('decision')).decision.reason, 'fastify: an operator asked for it');
  fastify.server.close();
  fastify.server.closeAllConnections();
  assert.match(await exchange(t, url, asking('fastify', TOKEN)), /^HTTP\/1.1 502 /);
});

test('nobody else does', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const { url } = await startProxy(t, { express: express.url, fastify: express.url, percentage: 0, forceToken: TOKEN });
  for (const request of [
    asking('fastify'),
    asking('fastify', 'wrong'),
    asking('fastify', ''),
    asking('nginx', TOKEN),
  ]) {
    assert.match(await exchange(t, url, request), /x-routed-to: express/);
  }
  const route = createForcedRoute(undefined);
  assert.equal(route({ 'x-lockstep-route': 'fastify', 'x-lockstep-route-token': '' }), undefined);
});

test('tells whoever runs the router why a wish is not followed, and nobody of one without a token', () => {
  const refused: string[] = [];
  const wish = (route: string | undefined, token?: string) => ({
    ...(route === undefined ? {} : { 'x-lockstep-route': route }),
    ...(token === undefined ? {} : { 'x-lockstep-route-token': token }),
  });
  const route = createForcedRoute(TOKEN, (why) => refused.push(why));
  for (const headers of [wish('fastify', TOKEN), wish('fastify'), wish('nginx'), {}]) route(headers);
  assert.equal(refused.length, 0);
  for (const headers of [
    wish('fastify', 'wrong'),
    wish('nginx', 'wrong'),
    wish('nginx', TOKEN),
    wish(undefined, TOKEN),
  ])
    assert.equal(route(headers), undefined);
  assert.deepEqual(refused.splice(0), ['wrong-token', 'wrong-token', 'no-such-server', 'no-such-server']);
  createForcedRoute(undefined, (why) => refused.push(why))(wish('fastify', TOKEN));
  assert.deepEqual(refused, ['no-token-set']);
});

test('neither the wish nor the token reaches a server', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url, forceToken: TOKEN });
  await exchange(t, url, asking('express', TOKEN));
  await exchange(t, url, asking('express', 'guessed'));
  assert.equal(upstream.requests.length, 2);
  assert.ok(upstream.requests.every((request) => !request.includes('x-lockstep')));
});
