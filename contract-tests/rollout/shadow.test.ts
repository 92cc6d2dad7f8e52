/** What the shadow of real traffic shows, and what it leaves alone: the clients, their budgets and their secrets. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { call, newRegistration, type Reply } from '../client.ts';
import { type RunningProxy, startProxy } from '../power/proxy/proxy.ts';
import { observe } from '../wire/connection.ts';
import type { Send } from '../wire/step.ts';
import type { Difference } from './admin-answers.ts';
import { BLOCK, measureSpending } from './budget.ts';
import { identitiesOf, prove } from './proof.ts';
import { type Servers, startServers } from './servers.ts';
import { type SteeredRouter, startRouter, until } from './steered-router.ts';

const PATIENCE_MS = 10_000;
const VISITS = BLOCK - 2;
/** Requests that change nothing, whatever their method. */
const REQUESTS = ['GET /api/auth/profile', 'POST /api/auth/verify', 'GET /api/ai/capabilities', 'GET /health'] as const;

describe('with every safe request mirrored', () => {
  let directory: string;
  let servers: Servers;
  let token: string;
  const registration = newRegistration();

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-shadow-'));
    servers = await startServers(join(directory, 'servers'));
    token = (await call(servers.urls.express, 'POST /api/auth/register', { body: registration })).body.token;
  });
  after(async () => {
    await servers?.end();
    await rm(directory, { recursive: true, force: true });
  });

  const ask = (url: string, request: string, from: string, visit = '') =>
    call(url, request, {
      token,
      from,
      headers: { 'x-visit': visit, cookie: `session=${COOKIE}` },
      ...(request.startsWith('POST') ? { body: { token } } : {}),
    });

  test('nothing differs between the real servers, and no mirror spends anybody’s budget', async (t) => {
    const dataDir = join(directory, 'alike');
    await prove(dataDir, await identitiesOf(servers.urls));
    const router = await startRouter(dataDir, servers.urls, {
      FASTIFY_TRAFFIC_PERCENTAGE: '50',
      ROUTER_SHADOW_PERCENTAGE: '100',
      ROUTER_STICKY_KEY: 'header:x-visit',
    });
    t.after(() => router.stop());
    await seenUp(router);
    const from = '198.51.100.1';
    const spent = await measureSpending(servers.urls, REQUESTS[0], { from, token });
    const answeredBy = new Set<string | null>();
    for (let visit = 0; visit < VISITS; visit += 1) {
      for (const request of REQUESTS) {
        const { status, headers } = await ask(router.url, request, from, `visit-${visit}`);
        assert.equal(status, 200);
        answeredBy.add(headers.get('x-routed-to'));
      }
    }
    const all = VISITS * REQUESTS.length;
    const none = { different: 0, unstable: 0, unconfirmed: 0, failed: 0, dropped: {}, waiting: 0 };
    assert.deepEqual(await mirrored(router, all), { percentage: 100, sent: all, identical: all, ...none });
    assert.deepEqual((await router.admin('GET /differences')).body, { differences: [] });
    assert.deepEqual([...answeredBy].sort(), ['express', 'fastify']);
    assert.equal(await spent(), VISITS);
  });

  describe('where Fastify answers one byte otherwise', () => {
    let between: RunningProxy;
    let router: SteeredRouter;
    const answers: { readonly direct: Reply; readonly routed: Reply }[] = [];
    let listed: readonly Difference[];

    before(async () => {
      between = await startProxy(servers.urls.fastify, {
        plant: {
          answer(answer) {
            const at = answer.body.indexOf('"Ada"');
            if (at < 0) return answer;
            const body = Buffer.from(answer.body);
            body.write('o', at + 3);
            return { ...answer, body };
          },
        },
      });
      router = await startRouter(
        join(directory, 'different'),
        { express: servers.urls.express, fastify: between.url },
        { ROUTER_SHADOW_PERCENTAGE: '100' },
      );
      await seenUp(router);
      for (const request of REQUESTS.slice(0, 2)) {
        const direct = await ask(servers.urls.express, request, '198.51.100.2');
        answers.push({ direct, routed: await ask(router.url, request, '198.51.100.3') });
      }
      await mirrored(router, answers.length);
      const { body } = await router.admin('GET /differences');
      const details = body.differences.map(({ id }: Difference) => router.admin(`GET /differences/${id}`));
      listed = (await Promise.all(details)).map((reply) => reply.body);
    });
    after(async () => {
      await router?.stop();
      await between?.stop();
    });

    test('the clients get what Express says', () => {
      for (const { direct, routed } of answers) {
        assert.equal(routed.headers.get('x-routed-to'), 'express');
        assert.deepEqual([routed.status, routed.body], [direct.status, direct.body]);
        assert.equal(routed.body.user.firstName, 'Ada');
      }
    });

    test('both requests are listed with what differs', () => {
      assert.deepEqual(listed.map(({ operationId, target }) => `${operationId} ${target}`).sort(), [
        'getProfile /api/auth/profile',
        'verify /api/auth/verify',
      ]);
      for (const { lines, express, fastify } of listed) {
        assert.match(lines.join('\n'), /firstName/);
        assert.match(express.body.content, /"Ada"/);
        assert.match(fastify.body.content, /"Ado"/);
      }
    });

    test('no secret is in what is kept, nor in the cases that are made of it, nor in the log', async () => {
      const cases = await Promise.all(listed.map(({ id }) => router.admin(`GET /differences/${id}/case`)));
      const shown = JSON.stringify(listed) + cases.map(({ body }) => String(body)).join('') + router.output();
      for (const secret of [token, token.split('.')[2] ?? token, COOKIE, registration.password])
        assert.ok(!shown.includes(secret), `${secret.slice(0, 4)}... is shown`);
      assert.match(JSON.stringify(listed), /Bearer \{token\}/);
    });

    test('a case that is made of one asks both servers the same again, and they differ', async () => {
      for (const { id } of listed) {
        const { body: source } = await router.admin(`GET /differences/${id}/case`);
        const request = await requestOf(String(source), join(directory, `case-${id}.ts`));
        const [express, fastify] = await Promise.all(
          [servers.urls.express, between.url].map((url) => observe(url, [request])),
        );
        assert.match(String(express?.answers[0]?.body), /"firstName":"Ada"/);
        assert.match(String(fastify?.answers[0]?.body), /"firstName":"Ado"/);
      }
    });
  });

  /** The one request of an exported case, made by the person of these tests. */
  async function requestOf(source: string, file: string): Promise<Send> {
    const wire = pathToFileURL(join(import.meta.dirname, '..', 'wire')).href;
    await writeFile(file, source.replaceAll("'../..", `'${wire}`));
    const [found] = Object.values<readonly { steps: Send | ((world: object) => Send) }[]>(
      await import(pathToFileURL(file).href),
    ).flat();
    assert.ok(found !== undefined, source);
    return typeof found.steps === 'function' ? found.steps({ educator: { token } }) : found.steps;
  }
});

const COOKIE = 'c00kie-that-nobody-may-see';

/** What the shadow counted, once it has looked at so many requests and nothing waits any more. */
function mirrored(router: SteeredRouter, requests: number) {
  return until(`${requests} mirrored requests are compared`, PATIENCE_MS, async () => {
    const { shadow } = await router.status();
    const { identical, different, unstable, unconfirmed, failed, waiting } = shadow;
    const done = identical + different + unstable + unconfirmed + failed;
    return done >= requests && waiting === 0 ? shadow : undefined;
  });
}

/** To a server of which it is not known yet that it is up nothing is mirrored. */
function seenUp(router: SteeredRouter) {
  return until('both servers are probed', PATIENCE_MS, async () => {
    const { express, fastify } = (await router.status()).servers;
    return express.up === true && fastify.up === true ? true : undefined;
  });
}
