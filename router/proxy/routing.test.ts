import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { test } from 'node:test';
import { saying, startProxy, startUpstream } from './fixture.ts';

const USERS = 4_000;

/** Where the router sends each of the users, read off the answers. */
async function whereTheyGo(users: readonly number[], url: string, agent: Agent): Promise<string[]> {
  const answers: string[] = new Array(users.length);
  const left = users.entries();
  const visit = async () => {
    for (const [place, user] of left) answers[place] = await askAs(`user-${user}`, url, agent);
  };
  await Promise.all(Array.from({ length: 16 }, visit));
  return answers;
}

function askAs(userId: string, url: string, agent: Agent): Promise<string> {
  const payload = Buffer.from(JSON.stringify({ userId })).toString('base64url');
  const authorization = `Bearer eyJhbGciOiJIUzI1NiJ9.${payload}.c2lnbmF0dXJl`;
  return new Promise((resolve, reject) => {
    get(`${url}/things`, { agent, headers: { authorization } }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve(`${body} ${response.headers['x-routed-to']}`));
    }).on('error', reject);
  });
}

test('sends 25 % of 4,000 users to Fastify, the same ones every time, and never one of them back', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const fastify = await startUpstream(t, saying('fastify'));
  let percentage = 25;
  const claim = { from: 'claim', name: 'userId' } as const;
  const options = { express: express.url, fastify: fastify.url, percentage: () => percentage, stickyKey: claim };
  const { url } = await startProxy(t, options);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  t.after(() => agent.destroy());

  const everyone = Array.from({ length: USERS }, (_, user) => user);
  const first = await whereTheyGo(everyone, url, agent);
  assert.ok(first.every((answer) => answer === 'fastify fastify' || answer === 'express express'));
  const moved = everyone.filter((user) => first[user] === 'fastify fastify');
  const share = (100 * moved.length) / USERS;
  assert.ok(share >= 23 && share <= 27, `${share} %`);

  assert.deepEqual(await whereTheyGo(everyone, url, agent), first);

  percentage = 40;
  const later = await whereTheyGo(moved, url, agent);
  assert.ok(later.every((answer) => answer === 'fastify fastify'));
});
