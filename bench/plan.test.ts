import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { createRounds } from './measure.ts';
import { parseOptions } from './options.ts';
import { choose, planOf, stepsOf, wholeSeconds } from './plan.ts';
import { scenariosOf } from './scenarios.ts';

const contract = loadContract(OWN_CONTRACT);
const ids = contract.operations.map(({ id }) => id);
const accounts = [{ email: 'ada@example.org', password: 'correct horse battery', token: 'a.b.c' }];
const scenarios = contract.operations.flatMap((operation) =>
  scenariosOf(operation, { document: contract.document, accounts, freshEmail: () => '' }),
);

function planned(...words: string[]) {
  const options = parseOptions(words, ids);
  const [plan, chosen] = [planOf(options), choose(scenarios, options)];
  return { plan, chosen, seconds: wholeSeconds(plan, chosen, options.subjects.length) };
}

/** To compare answers, and the end of all processes; the start of the fleet is in the plan. */
const AROUND_SECONDS = 8;

test('a quick run ends within 2 minutes and a full one within 15', () => {
  assert.ok(planned('--quick').seconds + AROUND_SECONDS < 120, `${planned('--quick').seconds} s`);
  assert.ok(planned().seconds + AROUND_SECONDS < 900, `${planned().seconds} s`);
});

test('a full run measures every operation, with each of its refusals, what hashes and reads last', () => {
  const { chosen } = planned();
  assert.deepEqual(chosen.map(({ scenario }) => scenario.name).sort(), scenarios.map(({ name }) => name).sort());
  const bound = chosen.map(({ scenario }) => scenario.boundBy !== undefined);
  assert.deepEqual(bound, bound.toSorted());
});

test('floors and routers are measured in successes that the framework bounds, and nowhere else', () => {
  for (const { scenario, subjects } of planned().chosen) {
    const everybody = scenario.outcome === 'success' && scenario.boundBy === undefined;
    assert.equal(subjects.includes('bare-express') && subjects.includes('router-50'), everybody, scenario.name);
    assert.ok(subjects.includes('express') && subjects.includes('raw'));
  }
});

test('subjects take turns, each round begins with another one, and a fixed rate follows on saturation', () => {
  const words = ['--quick', '--rounds', '2', '--only', 'getProfile', '--subject', 'express', '--subject', 'raw'];
  const { plan, chosen } = planned(...words);
  const steps = stepsOf(plan, chosen, 'framework');
  const told = steps
    .filter(({ chosen: { scenario } }) => scenario.name === 'getProfile')
    .map(({ kind, subject, round }) => `${round} ${kind} ${subject}`);
  assert.deepEqual(told, [
    ...['0 warm-up express', '0 warm-up raw'],
    ...['1 saturation express', '1 saturation raw', '1 paced express', '1 paced raw'],
    ...['2 saturation raw', '2 saturation express', '2 paced raw', '2 paced express'],
  ]);
});

test('no subject comes earlier than another in most rounds, so that a machine that slows down slows all alike', () => {
  const words = ['--quick', '--only', 'getProfile', '--subject', 'express', '--subject', 'fastify', '--subject', 'raw'];
  const { plan, chosen } = planned(...words);
  const steps = stepsOf(plan, chosen, 'framework').filter(
    ({ kind, chosen: { scenario } }) => kind === 'saturation' && scenario.name === 'getProfile',
  );
  const place = { express: 0, fastify: 0, raw: 0 };
  for (const [at, { subject }] of steps.entries()) place[subject as keyof typeof place] += at % 3;
  assert.deepEqual(place, { express: 6, fastify: 6, raw: 6 });
});

test('servers and the limit have every round, the others some of them, spread over the run', () => {
  const { plan, chosen } = planned('--quick', '--only', 'health');
  const roundsOf = (name: string) =>
    stepsOf(plan, chosen, 'framework')
      .filter(({ kind, subject }) => kind === 'saturation' && subject === name)
      .map(({ round }) => round);
  for (const name of ['express', 'fastify', 'raw']) assert.deepEqual(roundsOf(name), [1, 2, 3, 4, 5, 6]);
  for (const name of ['bare-fastify', 'router-50']) assert.deepEqual(roundsOf(name), [2, 4, 6]);
});

test('a fixed rate is measured only in rounds that have everybody, whose slowest it is told by', () => {
  const { plan, chosen } = planned('--quick');
  const steps = stepsOf(plan, chosen, 'framework');
  for (const { kind, round, chosen: one } of steps) {
    if (kind !== 'paced') continue;
    const there = steps.filter((step) => step.kind === 'saturation' && step.round === round && step.chosen === one);
    assert.equal(there.length, one.subjects.length);
  }
  assert.ok(steps.some(({ kind }) => kind === 'paced'));
});

test('no round begins that would end too late, but three there are in any case', () => {
  const rounds = createRounds(100);
  const begins = [0, 1, 2, 3, 4, 5, 6].map((round) => rounds.mayGoOn(round, round * 20));
  assert.deepEqual(begins, [true, true, true, true, true, false, false]);
  const slow = createRounds(100);
  assert.deepEqual(
    [1, 2, 3, 4].map((round) => slow.mayGoOn(round, round * 500)),
    [true, true, true, false],
  );
});
