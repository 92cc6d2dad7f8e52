import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, finding, HEADER, observed, result } from './fixtures/sample.ts';
import { toHtml } from './html.ts';
import { assemble } from './report.ts';

const differing = finding(observed(answer(400, '{}')), observed(answer(422, '{}')));

describe('the report as a page', () => {
  test('asks for nothing: no address of another file is in it', () => {
    const page = toHtml(assemble([result([differing])], HEADER));
    assert.doesNotMatch(page, /\bsrc=|@import|url\(/);
    assert.deepEqual(
      [...page.matchAll(/href="([^"#]+)/g)].map(([, target]) => target),
      ['data:,'],
    );
  });

  test('has no style attribute and no handler attribute, which its policy would not let through', () => {
    const page = toHtml(assemble([result([differing])], HEADER));
    assert.doesNotMatch(page, /<[^>]*\s(?:style|on\w+)=/);
  });

  test('shows at most 200 findings in full, the next in a line each, and stays under a few megabytes', () => {
    const body = (at: number) => JSON.stringify(Array.from({ length: 3_000 }, (_, index) => `${at * index}`));
    const large = finding(observed(answer(200, body(1))), observed(answer(200, body(2))));
    const many = toHtml(assemble([result(Array.from({ length: 5_000 }, () => large))], HEADER));
    assert.ok(many.length < 6_000_000, `${many.length} characters`);
    assert.match(many, /further findings, in short/);
    const small = toHtml(assemble([result(Array.from({ length: 1_500 }, () => differing))], HEADER));
    assert.equal(small.match(/<article /g)?.length, 200);
    assert.match(small, /1,300 further findings/);
    assert.match(small, /300 more are counted above and not listed/);
  });

  test('shows findings of every operation in full, however many one of them has', () => {
    const many = Array.from({ length: 500 }, () => differing);
    const page = toHtml(assemble([result([...many, { ...differing, operation: 'listPets' }])], HEADER));
    assert.match(page, /<article class="card finding" id="finding-501"/);
    assert.match(page, /<tr id="finding-500"/);
  });

  test('offers no command that is cut', () => {
    const request = { raw: 'POST', curl: `curl ${'x'.repeat(10_000)}` };
    const page = toHtml(assemble([result([{ ...differing, request }])], HEADER));
    assert.doesNotMatch(page, /id="curl-1"/);
    assert.match(page, /too long for this page/);
  });

  test('says where nothing was compared that this is no proof', () => {
    assert.match(toHtml(assemble([], HEADER)), /Nothing was compared/);
    assert.doesNotMatch(toHtml(assemble([], HEADER)), /No differences/);
  });
});
