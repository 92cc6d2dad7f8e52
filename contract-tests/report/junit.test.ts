import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, finding, HEADER, observed, result } from './fixtures/sample.ts';
import { toJunit } from './junit.ts';

const differing = finding(observed(answer(400, '{}')), observed(answer(422, '{}')));

describe('the report as JUnit XML', () => {
  test('has a testsuite for each suite, a testcase for each finding and one for all else of each operation', () => {
    assert.equal(
      toJunit([result([differing], { seed: 7 })], HEADER),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Express and Fastify" tests="3" failures="1" errors="0" skipped="0" time="1.500">
  <testsuite name="wire" tests="3" failures="1" errors="0" skipped="0" time="1.500" timestamp="2026-01-02T03:04:05">
    <properties>
      <property name="cases" value="10"/>
      <property name="requests" value="12"/>
      <property name="seed" value="7"/>
    </properties>
    <testcase classname="lockstep.wire" name="addPet: a pet without a name" time="0">
      <failure message="status [baseline] 400 [candidate] 422" type="parity">row 22
status [baseline] 400 [candidate] 422

POST /pets HTTP/1.1\\r\\n

curl -X POST 'http://127.0.0.1:3001/pets'</failure>
    </testcase>
    <testcase classname="lockstep.wire" name="addPet: all other cases" time="0"/>
    <testcase classname="lockstep.wire" name="listPets: all other cases" time="0"/>
  </testsuite>
</testsuites>
`,
    );
  });

  test('fails where cases failed of which the suite kept no finding', () => {
    const operations = { addPet: { cases: 6, failed: 3, statuses: {}, keywords: {} } };
    const xml = toJunit([result([differing], { operations })], HEADER);
    assert.match(xml, /name="addPet: all other cases" time="0">\s*<failure message="2 more cases have a finding"/);
  });

  test('fails where a suite has run nothing', () => {
    const xml = toJunit([result([], { cases: 0, operations: {} })], HEADER);
    assert.match(xml, /<testsuites [^>]*failures="1"/);
    assert.match(xml, /<failure message="the suite has run no case"/);
  });

  test('escapes markup, and what XML 1.0 forbids altogether', () => {
    const name = '</testcase>&"\u0000\u0008\u001b\ufffe\ud800\uffff';
    const xml = toJunit([result([{ ...differing, case: name, why: `]]>${name}` }])], HEADER);
    // XML 1.0, production 2, "Char".
    assert.match(xml, /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    assert.match(xml, /name="addPet: &lt;\/testcase&gt;&amp;&quot;\\x00\\x08\\x1b\\ufffe\\ud800\\uffff"/);
    assert.match(xml, /]]&gt;&lt;/);
  });

  test('stays within bounds, and fails for what it left out', () => {
    const xml = toJunit([result(Array.from({ length: 5_000 }, () => differing))], HEADER);
    assert.equal(xml.match(/<failure /g)?.length, 1_000 + 2);
    assert.match(xml, /message="4000 more findings are not listed here"/);
  });
});
