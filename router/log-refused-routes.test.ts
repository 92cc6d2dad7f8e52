import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from './log.ts';
import { createRefusedRouteLog } from './log-refused-routes.ts';

test('warns of wrong tokens at once, then once a minute at most, and says how many there were', () => {
  const lines: string[] = [];
  let monotonicMs = 5;
  const refused = createRefusedRouteLog(createLogger('warn', { write: (line) => lines.push(line) }), () => monotonicMs);
  for (let times = 0; times < 1_000; times += 1) refused('wrong-token');
  monotonicMs += 59_999;
  refused('wrong-token');
  assert.equal(lines.length, 1);
  monotonicMs += 1;
  refused('no-such-server');
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual([lines.length, first.level, second.level], [2, 40, 40]);
  assert.match(first.msg, /its token is not ROUTER_FORCE_TOKEN$/);
  assert.match(second.msg, /neither express nor fastify \(the last of 1001 since the warning before\)$/);
});
