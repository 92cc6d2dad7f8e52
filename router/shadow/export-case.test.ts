import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { WireCase } from '../../contract-tests/wire/case.ts';
import { request } from '../../contract-tests/wire/request.ts';
import type { World } from '../../contract-tests/wire/world.ts';
import { exportCase } from './export-case.ts';
import type { KeptDifference } from './kept.ts';

const member = { email: 'a@example.org', password: 'p', token: 'its-token' };
const WORLD: World = { student: member, educator: member };
const WIRE = join(import.meta.dirname, '../../contract-tests/wire');
/** What a literal must escape. */
const ODD = `\`\${x}'\\u2028`;
const EMPTY = { sizeBytes: 0, encoding: 'utf-8', content: '', truncated: false } as const;

test('what is exported is a wire case that sends the request with a token of its own', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-shadow-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const binary = Buffer.of(0, 0xff, 0xfe);
  const bodies = [
    [{ ...EMPTY, content: `{"token":"{token}","x":"${ODD}"}` }, `{"token":"its-token","x":"${ODD}"}`],
    [{ ...EMPTY, encoding: 'base64', content: binary.toString('base64') }, binary],
    [EMPTY, undefined],
  ] as const;
  for (const [index, [body, wanted]] of bodies.entries()) {
    const difference: KeptDifference = {
      ...{ id: String(index), at: '2026-01-15T09:30:00.000Z', operationId: 'check', method: 'POST' },
      ...{ target: "/check?a='`&t={token}", lines: ['status */ express: 200', 'fastify: 500'] },
      request: {
        headers: [
          { name: 'host', value: 'a' },
          { name: 'Authorization', value: 'Bearer {token}' },
          { name: 'X', value: '1' },
          { name: 'X', value: ODD },
          { name: 'Content-Length', value: '999' },
        ],
        body,
      },
      express: { status: 200, headers: [], body: EMPTY },
      fastify: { status: 500, headers: [], body: EMPTY },
    };
    const file = join(directory, `case-${index}.ts`);
    // It is made for a folder of the wire cases.
    writeFileSync(file, exportCase(difference).replaceAll("'../../", `'${WIRE}/`));
    const [saved] = Object.values((await import(file)) as Record<string, readonly WireCase<World>[]>).flat();
    const steps = typeof saved?.steps === 'function' ? saved.steps(WORLD) : saved?.steps;
    assert.ok(steps !== undefined && 'kind' in steps && steps.kind === 'send');
    const headers = [
      ['host', 'a'],
      ['Authorization', 'Bearer its-token'],
      ['X', '1'],
      ['X', ODD],
    ] as const;
    const expected = request('POST', "/check?a='`&t=its-token", {
      headers,
      ...(wanted === undefined ? {} : { body: wanted }),
    });
    assert.equal(steps.bytes.toString('latin1'), expected.bytes.toString('latin1'));
    assert.deepEqual([saved?.name, saved?.operation], [`found: check by the shadow, ${index}`, 'check']);
  }
});
