import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { WireCase } from '../wire/case.ts';
import { request } from '../wire/request.ts';
import type { World } from '../wire/world.ts';
import type { GeneratedFinding } from './findings.ts';
import type { GeneratedRequest } from './requests.ts';
import { saveAsWireCase } from './save.ts';

const member = { email: 'a@example.org', password: 'p', token: 'its-token' };
const WORLD: World = { student: member, educator: member };

const BODIES: readonly (readonly [string, GeneratedRequest['body']])[] = [
  ['no body', undefined],
  ['a text with all that a literal must escape', `'"\`\${x}\\\u2028\u0000é😀\r\n`],
  ['a lone surrogate as JSON writes it', '"\\ud800"'],
  ['bytes that are no text', Uint8Array.of(0, 0xff, 0xfe, 0x80)],
  ['bytes that are a text', Buffer.from('{"a":1}')],
  ['long runs of a character between others', `{"a":"${'é'.repeat(500)}","b":"${'😀'.repeat(300)}"}`],
  ['the token in its body', '{"token":"{token}"}'],
  ['a long text without runs', 'abc'.repeat(200)],
];

for (const [name, body] of BODIES) {
  test(`saves the very bytes of a request with ${name}`, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'lockstep-save-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const generated: GeneratedRequest = {
      operation: 'op',
      kind: 'odd */ kind',
      expectation: 'unknown',
      keyword: undefined,
      method: 'POST',
      target: "/a'b?c=`$%7B",
      headers: [
        ['Authorization', `Bearer \`{token}"\${x}, {token}`],
        ['X', "it's"],
        ['X', '2'],
      ],
      body,
    };
    const finding: GeneratedFinding = {
      suite: 'generated',
      case: "op run 1: it's */ odd",
      why: 'x',
      operation: 'op',
      differences: [],
      unmet: { baseline: ['*/ not \n what it `must` be'], candidate: [] },
      request: { raw: '', curl: '' },
      observations: undefined,
      generated,
    };
    const file = saveAsWireCase(finding, directory);
    const [saved] = Object.values((await import(file)) as Record<string, readonly WireCase<World>[]>).flat();
    const steps = typeof saved?.steps === 'function' ? saved.steps(WORLD) : saved?.steps;
    assert.ok(steps !== undefined && 'kind' in steps && steps.kind === 'send');
    const wanted = request('POST', generated.target, {
      headers: generated.headers.map(([field, value]) => [field, value.replaceAll('{token}', member.token)] as const),
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body.replaceAll('{token}', member.token) : body }),
    });
    assert.equal(steps.bytes.toString('latin1'), wanted.bytes.toString('latin1'));
    assert.deepEqual([saved?.name, saved?.operation], ["found: op run 1: it's */ odd", 'op']);
  });
}
