import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, finding, HEADER, observed, result } from './fixtures/sample.ts';
import { assemble } from './report.ts';
import { toTable } from './table.ts';

const differing = finding(observed(answer(400, '{}')), observed(answer(422, '{}')), {
  unmet: { baseline: ['status 400, not 422'], candidate: [] },
});

describe('the table', () => {
  test('has a line for each operation, the sum, what is not covered, and each finding with its request', () => {
    assert.equal(
      toTable(assemble([result([differing], { seed: 7 })], HEADER)),
      `operation  cases  failed  differences  statuses  keywords  verdict
addPet         6       1            1       2/3       1/2  FAIL
listPets       4       0            0       1/1         0  pass

wire: 10 cases, 12 requests, 1 failed, 2 s, seed 7: FAIL
1 failed: 12 requests, 10 cases, 1 findings, 1 differences

addPet: statuses not seen: 500; keywords not broken: /body/name minLength

wire, addPet: a pet without a name
  why: row 22
  [baseline] status 400, not 422
  status [baseline] 400 [candidate] 422
  > POST /pets HTTP/1.1\\r\\n
  $ curl -X POST 'http://127.0.0.1:3001/pets'
`,
    );
  });

  test('says that there are no differences, and of how much', () => {
    assert.match(toTable(assemble([result([])], HEADER)), /^no differences: 12 requests, 10 cases$/m);
    assert.match(toTable(assemble([], HEADER)), /^nothing was compared/m);
  });

  test('sends nothing to the terminal that would move its cursor', () => {
    const evil = answer(200, 'x', [['X-Evil', '\x1b[2J\r\n\x07\u009b1m']]);
    const text = toTable(
      assemble([result([finding(observed(evil), observed(answer(200, 'x', [])), { case: 'a\x1bb' })])], HEADER),
    );
    assert.doesNotMatch(text, /[^\P{Cc}\n]/u);
    assert.match(text, /\\x1b\[2J/);
  });

  test('shortens lists of what is not covered, and says how much it left out', () => {
    const keywords = Array.from({ length: 50 }, (_, at) => `/body/member${at} type`);
    const operations = HEADER.operations.map((operation) => ({ ...operation, keywords }));
    const text = toTable(assemble([result([])], { ...HEADER, operations }));
    assert.match(text, /keywords not broken: \/body\/member0 type, .*member5 type and 44 more/);
    const many = toTable(assemble([result(Array.from({ length: 500 }, () => differing))], HEADER));
    assert.match(many, / {2}and alike in 499 more: (.+, ){6}…$/m);
  });
});
