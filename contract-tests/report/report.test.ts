import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { coverStatuses } from './coverage.ts';
import { documentedOperations } from './documented.ts';
import { answer, finding, HEADER, observed, result } from './fixtures/sample.ts';
import { assemble } from './report.ts';

const differing = finding(observed(answer(400, '{}')), observed(answer(422, '{}')));

describe('a report', () => {
  test('passes only where every suite has run something and found nothing', () => {
    assert.equal(assemble([result([])], HEADER).verdict, 'pass');
    assert.equal(assemble([], HEADER).verdict, 'untested');
    assert.equal(assemble([result([]), result([], { cases: 0, operations: {} })], HEADER).verdict, 'untested');
    assert.equal(assemble([result([]), result([differing])], HEADER).verdict, 'fail');
  });

  test('fails for a failed case of which no finding was kept, and for a finding that was not counted', () => {
    const failed = { addPet: { cases: 6, failed: 3, statuses: {}, keywords: {} } };
    const counted = assemble([result([], { operations: failed })], HEADER);
    assert.deepEqual([counted.verdict, counted.sum.failed], ['fail', 3]);
    const found = assemble([result([{ ...differing, operation: 'nobody' }], { operations: {} })], HEADER);
    assert.deepEqual([found.verdict, found.sum.failed], ['fail', 1]);
    assert.equal(found.operations.find(({ id }) => id === 'nobody')?.verdict, 'fail');
  });

  test('adds up what several suites saw of an operation', () => {
    const [addPet] = assemble([result([]), result([differing], { suite: 'generated' })], HEADER).operations;
    assert.deepEqual(addPet?.statuses.seen, { 201: 8, 400: 4 });
    assert.deepEqual(addPet?.keywords.seen, { '/body type': 6 });
    assert.deepEqual([addPet?.cases, addPet?.failed, addPet?.differences], [12, 1, 1]);
  });

  test('names what is not covered, and what was seen that nobody documented', () => {
    const [addPet, listPets] = assemble([result([])], HEADER).operations;
    assert.deepEqual(addPet?.statuses.uncovered, ['500']);
    assert.deepEqual(addPet?.keywords.uncovered, ['/body/name minLength']);
    assert.deepEqual(listPets?.statuses.undocumented, ['404']);
    assert.equal(listPets?.keywords.documented, undefined);
  });

  test('has a line for an operation that no suite has touched, and it is no pass', () => {
    const { operations } = assemble([result([], { operations: {} })], HEADER);
    assert.deepEqual(
      operations.map(({ id, verdict }) => [id, verdict]),
      [
        ['addPet', 'untested'],
        ['listPets', 'untested'],
      ],
    );
  });

  test('lets a class or `default` document a status that is not listed by itself', () => {
    const { covered, undocumented } = coverStatuses(['200', '4xx', 'default'], { 404: 1, 503: 1 });
    assert.deepEqual(covered, ['4xx', 'default']);
    assert.deepEqual(undocumented, []);
    assert.deepEqual(coverStatuses(['404', '4XX'], { 404: 1 }).uncovered, ['4XX']);
  });

  test('counts in how many findings each difference is, the most frequent first', () => {
    const both = finding(observed(answer(400, '{}')), observed(answer(422, '{"a":1}')));
    const { causes } = assemble([result([both, differing])], HEADER);
    assert.deepEqual(causes, [
      { name: 'status', findings: 2, first: 0 },
      { name: 'json-extra:/a', findings: 1, first: 0 },
    ]);
  });

  test('shows no credentials of a server’s URL', () => {
    const { header } = assemble([], { ...HEADER, baseline: 'https://ada:secret@example.org/?token=abc' });
    assert.equal(header.baseline, 'https://example.org/?token=***');
  });

  test('takes the documented statuses from the contract', () => {
    const [first] = documentedOperations(loadContract(OWN_CONTRACT), new Map([['register', ['/body type']]]));
    assert.equal(first?.id, 'register');
    assert.ok(first?.statuses.includes('201'));
    assert.deepEqual(first?.keywords, ['/body type']);
  });
});
