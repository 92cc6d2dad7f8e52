import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { compareHttpSettings, httpSettingsOf } from './http-settings.ts';

const settings = httpSettingsOf(createServer());

test('servers that are set up alike have no line', () => {
  assert.deepEqual(compareHttpSettings(settings, httpSettingsOf(createServer())), []);
});

for (const [name, value] of [
  ['requestTimeout', 1],
  ['headersTimeout', 1],
  ['keepAliveTimeout', 1],
  ['connectionsCheckingInterval', 1],
  ['maxRequestsPerSocket', 1],
  ['maxHeadersCount', 1],
  ['maxConnections', 1],
] as const) {
  test(`another ${name} is a line, whether or not node has a default for it`, () => {
    const other = Object.assign(createServer({ connectionsCheckingInterval: 30_000 }), { [name]: value });
    const lines = compareHttpSettings(settings, httpSettingsOf(other));
    assert.deepEqual(
      lines.map((line) => line.split(' the baseline ')[0]),
      [`${name} is 1;`],
    );
  });
}

test('settings that could not be read are no agreement', () => {
  assert.match(compareHttpSettings({}, {}).join('\n'), /^headersTimeout could not be read from the baseline/);
});
