import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { end, startProcess } from '../pair.ts';
import { FAULTS } from './faults/index.ts';
import { planted, withPlant } from './process-plant.ts';

describe('a fault in the sources', () => {
  for (const { name, apply } of FAULTS.filter((fault) => fault.apply.edits !== undefined)) {
    test(`"${name}" has its place: a server that does not start would seem to be caught`, () => {
      for (const { file, from, to } of apply.edits ?? []) {
        assert.ok(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').includes(from), `${file}: ${from}`);
        assert.notEqual(from, to);
      }
    });
  }

  test('is for the server that it names, and leaves other options as they are', () => {
    const edits = [{ file: 'servers/run.ts', from: '"a b"', to: "'ü'&=" }];
    const [others, preload = ''] = withPlant({ server: 'express', env: { A: '1' }, edits }, '--import x').split(
      /(?<=x) --import /,
    );
    assert.equal(others, '--import x');
    assert.doesNotMatch(preload, /[\s"\\]/);
    const { server, env, edits: read = [] } = planted(preload);
    assert.deepEqual([server, env], ['express', { A: '1' }]);
    assert.match(read[0]?.file ?? '', /^file:.*\/servers\/run\.ts$/);
    assert.deepEqual([read[0]?.from, read[0]?.to], ['"a b"', "'ü'&="]);
  });

  test('keeps the server from starting where its place is not there', async () => {
    const edits = [{ file: 'servers/run.ts', from: 'no such text', to: '' }];
    const starting = startProcess('express', { NODE_OPTIONS: withPlant({ server: 'express', edits }) });
    await assert.rejects(
      starting.then(({ child }) => end(child, 'SIGTERM')),
      /has no "no such text" any more/,
    );
  });
});
