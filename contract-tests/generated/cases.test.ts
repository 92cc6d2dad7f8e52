import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import express, { type ErrorRequestHandler } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { describe as inWords } from '../../parity/describe.ts';
import { caseKinds, keywordsByOperation } from './cases.ts';
import { createChooser, requestOf } from './choose.ts';
import { EVERYTHING } from './fixtures/contract.ts';
import type { Expectation } from './requests.ts';
import { runGenerated } from './run.ts';

const own = loadContract(OWN_CONTRACT);
const kinds = new Map([own, EVERYTHING].map((contract) => [contract, caseKinds(contract)]));
const requests = (seed: number, count: number, contract = own) => {
  const choose = createChooser(kinds.get(contract) ?? [], seed);
  return Array.from({ length: count }, (_, run) => requestOf(choose(run)));
};

describe('generated requests', () => {
  test('are the same for the same seed, in whatever order they are made', () => {
    assert.deepEqual(requests(1, 150), requests(1, 150));
    assert.notDeepEqual(requests(1, 150), requests(2, 150));
    const choose = createChooser(caseKinds(own), 1);
    assert.deepEqual(
      [149, 3].map((run) => requestOf(choose(run))),
      [requests(1, 150)[149], requests(1, 150)[3]],
    );
  });

  test('are of all kinds', () => {
    const made = new Set(requests(1, 2000).map(({ kind }) => kind.replace(/ \/.*/, '')));
    for (const kind of [
      ...['valid', 'broken', 'boundary', 'any value in', 'odd text in', 'odd number', 'odd member', 'repeated members'],
      ...['cut off', 'more behind it', 'deep nesting', 'any JSON', 'another charset', 'any text', 'any bytes'],
      ...['method', 'query', 'credentials', 'media type', 'headers', 'target', 'body'].map(
        (noise) => `noise in ${noise}`,
      ),
    ])
      assert.ok(made.has(kind), kind);
  });

  test('break every keyword of our own contract', () => {
    const keywords = Object.values(keywordsByOperation(own));
    assert.deepEqual(
      keywords.flatMap(({ unreachable }) => unreachable),
      [],
    );
    const names = keywords.flatMap(({ reachable }) => reachable).length;
    assert.equal(names, 81);
    assert.equal(
      requests(3, names).filter(({ keyword }) => keyword !== undefined).length,
      names,
      'each in the first runs',
    );
  });

  test('break every keyword of parameters and bodies that a request can break', () => {
    const { find, change, attach } = keywordsByOperation(EVERYTHING);
    assert.deepEqual(find, {
      reachable: [
        ...['type', 'minimum', 'maximum'].map((keyword) => `/path/id ${keyword}`),
        '/path/kind enum',
        ...['required', 'type', 'minimum', 'maximum'].map((keyword) => `/query/page ${keyword}`),
        ...['type', 'multipleOf'].map((keyword) => `/query/ratio ${keyword}`),
        '/query/deep type',
        ...['pattern', 'maxLength', 'minLength'].map((keyword) => `/query/name ${keyword}`),
        ...['/query/ids maxItems', '/query/ids minItems', '/query/ids/* type'],
        ...['/query/tags maxItems', '/query/tags uniqueItems', '/query/tags/* pattern'],
        ...['required', 'type', 'minimum', 'exclusiveMinimum'].map((keyword) => `/header/X-Level ${keyword}`),
        '/cookie/session maxLength',
      ],
      unreachable: [],
    });
    assert.deepEqual(change?.unreachable, []);
    for (const keyword of [
      ...['/body/name required', '/body/price multipleOf', '/body/price exclusiveMaximum', '/body/size oneOf'],
      ...[
        '/body/size[oneOf 1] pattern',
        '/body/owner[anyOf 0] format',
        '/body/counts/* minimum',
        '/body/parts maxItems',
      ],
    ])
      assert.ok(change?.reachable.includes(keyword), keyword);
    assert.ok(attach?.reachable.includes('/body required'));
    assert.ok(attach?.reachable.includes('/body(application/json)/* type'));
  });

  test('are of all media types, random bytes among them, and without a body where it may be absent', () => {
    const made = requests(1, 3000, EVERYTHING);
    const valid = made.filter(({ kind }) => kind === 'valid');
    const typesOf = (operation: string) =>
      new Set(
        valid.filter((one) => one.operation === operation).map(({ headers }) => new Map(headers).get('Content-Type')),
      );
    assert.deepEqual(typesOf('change'), new Set(['application/json', undefined]));
    assert.deepEqual(typesOf('attach'), new Set(['application/json', 'text/plain', 'application/octet-stream']));
    assert.ok(valid.some(({ body }) => body instanceof Uint8Array && body.some((byte) => byte > 127)));
  });
});

/** A validator that is not ours, and which the generator does not use. */
async function startValidator(t: TestContext): Promise<string> {
  const app = express();
  app.use(express.json({ strict: false }), express.text(), express.raw());
  app.use((request, _response, next) => {
    const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
    request.cookies = Object.fromEntries(pairs.map(([name, value = '']) => [name, decodeURIComponent(value)]));
    next();
  });
  app.use(
    OpenApiValidator.middleware({
      apiSpec: structuredClone(EVERYTHING.document) as Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'],
      ajvFormats: { mode: 'full' },
    }),
  );
  app.use((_request, response) => {
    response.json({ accepted: true });
  });
  app.use(((error: { status?: number; message: string }, _request, response, _next) => {
    response.status(error.status ?? 500).json({ message: error.message });
  }) satisfies ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a validator accepts what is said to be valid and refuses what is said to be invalid', async (t) => {
  const url = await startValidator(t);
  const asked: Record<Expectation, number> = { valid: 0, invalid: 0, unknown: 0 };
  const { findings } = await runGenerated(
    {
      contract: EVERYTHING,
      baseline: url,
      candidate: url,
      seeded: false,
      rules: {},
      enroll: async () => ({ token: undefined, headers: [] }),
    },
    {
      seed: 1,
      runs: 2000,
      maxFindings: 40,
      judge(_operation, expectation, request, { status, body }) {
        asked[expectation] += 1;
        // This validator wants a media type of a body that may be absent, and is.
        if (request.method === 'PUT' && request.body === undefined && status === 415) return [];
        const isWrong =
          (expectation === 'valid' && status !== 200) || (expectation === 'invalid' && (status < 400 || status > 499));
        return isWrong ? [`${expectation}, but ${status} ${body.toString().slice(0, 300)}`] : [];
      },
    },
  );
  assert.deepEqual(
    findings.map(({ case: name, differences, unmet, request }) => [
      name,
      ...differences.map(inWords),
      ...unmet.baseline,
      request.raw.slice(0, 600),
    ]),
    [],
  );
  assert.ok(asked.valid > 500 && asked.invalid > 400, JSON.stringify(asked));
});
