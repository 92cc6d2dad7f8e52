import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { HEADER, result } from './fixtures/sample.ts';
import { writeReports } from './write.ts';

describe('writing reports', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-report-'));
  });
  after(() => rm(directory, { recursive: true }));

  test('writes the formats that are asked for, into a directory that it makes', async () => {
    const target = join(directory, 'a', 'b');
    const paths = await writeReports(target, [result([])], HEADER, ['json', 'junit', 'html']);
    assert.deepEqual(
      paths,
      ['parity.json', 'parity.junit.xml', 'parity.html'].map((name) => join(target, name)),
    );
    assert.equal(JSON.parse(await readFile(join(target, 'parity.json'), 'utf8')).verdict, 'pass');
    assert.match(await readFile(join(target, 'parity.junit.xml'), 'utf8'), /^<\?xml/);
    assert.match(await readFile(join(target, 'parity.html'), 'utf8'), /^<!doctype html>/);
  });

  test('writes nothing else', async () => {
    const target = join(directory, 'one');
    await writeReports(target, [result([])], HEADER, ['junit', 'junit']);
    assert.deepEqual(await readdir(target), ['parity.junit.xml']);
  });

  test('names the directory that cannot be written to', async () => {
    const target = join(directory, 'file');
    await writeFile(target, '');
    await assert.rejects(writeReports(target, [], HEADER, ['json']), ({ message }: Error) =>
      message.startsWith(`cannot write reports into ${target}: `),
    );
  });
});
