import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTree } from './profile-tree.ts';

const node = (id: number, functionName: string, children: number[] = [], url = '') => ({
  id,
  callFrame: { functionName, url, lineNumber: 4 },
  children,
});

test('a call tree has what each function took with what it calls, without idle time and what came before', () => {
  const url = new URL('run.ts', import.meta.url).href;
  const nodes = [
    node(1, '(root)', [2, 3]),
    node(2, 'serve', [4], url),
    node(3, '(idle)'),
    node(4, '', [], 'node:http'),
  ];
  const profile = { nodes, startTime: 100, samples: [2, 2, 3, 4, 2], timeDeltas: [10, 10, 10, 10, 10] };
  const tree = toTree(profile, 115);
  assert.equal(tree.totalMicroseconds, 20);
  assert.deepEqual(tree.children, [
    {
      ...{ name: 'serve', where: 'bench/run.ts:5', selfMicroseconds: 10, totalMicroseconds: 20 },
      children: [
        { name: '(anonymous)', where: 'node:http', selfMicroseconds: 10, totalMicroseconds: 10, children: [] },
      ],
    },
  ]);
});
