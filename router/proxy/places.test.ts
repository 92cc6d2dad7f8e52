import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Places, type Ticket } from './places.ts';

function ticketOf(name: string, log: string[], arrivingFrom?: string): Ticket {
  return {
    admitted: false,
    queueTimer: undefined,
    arrivingFrom,
    onTurn: () => log.push(`${name} in`),
    onRefused: (why) => log.push(`${name}: ${why}`),
  };
}

test('admits so many at once, and the others in the order of their coming', () => {
  const log: string[] = [];
  const places = new Places(2, 2);
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => ticketOf(name, log)) as [
    Ticket,
    Ticket,
    Ticket,
    Ticket,
    Ticket,
  ];
  for (const ticket of [a, b, c, d, e]) places.enter(ticket, 60_000);
  assert.deepEqual(log.splice(0), ['a in', 'b in', 'e: the queue is full']);
  places.leave(b);
  places.leave(a);
  assert.deepEqual(log.splice(0), ['c in', 'd in']);
  for (const ticket of [c, d, e]) places.leave(ticket);
});

test('lets go of who leaves the queue, and gives no place twice', () => {
  const log: string[] = [];
  const places = new Places(1, 5);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ticketOf(name, log)) as [Ticket, Ticket, Ticket, Ticket];
  for (const ticket of [a, b, c]) places.enter(ticket, 60_000);
  places.leave(b);
  places.leave(a);
  places.leave(a);
  places.enter(d, 60_000);
  assert.deepEqual(log, ['a in', 'c in']);
  places.leave(c);
  assert.deepEqual(log, ['a in', 'c in', 'd in']);
  places.leave(d);
});

test('refuses who has waited for too long, and does not admit it afterwards', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const log: string[] = [];
  const places = new Places(1, 5);
  const [a, b] = ['a', 'b'].map((name) => ticketOf(name, log)) as [Ticket, Ticket];
  places.enter(a, 1_000);
  places.enter(b, 1_000);
  t.mock.timers.tick(1_000);
  places.leave(b);
  places.leave(a);
  assert.deepEqual(log, ['a in', 'b: it waited in the queue for too long']);
});

test('gives uploads half of the places, and those of one client a quarter, and lets what is whole pass them', () => {
  const log: string[] = [];
  const places = new Places(8, 8);
  const enter = (name: string, client?: string) => {
    const ticket = ticketOf(name, log, client);
    places.enter(ticket, 60_000);
    return ticket;
  };
  const [a1, , a3] = [enter('a1', 'a'), enter('a2', 'a'), enter('a3', 'a')];
  const [b1] = [enter('b1', 'b'), enter('b2', 'b'), enter('c1', 'c')];
  assert.deepEqual(log.splice(0), ['a1 in', 'a2 in', 'b1 in', 'b2 in']);
  for (const name of ['w1', 'w2', 'w3']) enter(name);
  assert.deepEqual(log.splice(0), ['w1 in', 'w2 in', 'w3 in']);
  // The next one in the queue is of a client that has its share already.
  if (b1 !== undefined) places.leave(b1);
  assert.deepEqual(log.splice(0), ['c1 in']);
  // Here, it is no upload any more, and keeps its place: there is none left but one.
  if (a1 !== undefined) places.arrived(a1);
  assert.deepEqual(log.splice(0), ['a3 in']);
  enter('w4');
  if (a3 !== undefined) places.leave(a3);
  assert.deepEqual(log.splice(0), ['w4 in']);
});

test('bounds the uploads that wait, and forgets those that leave', () => {
  const log: string[] = [];
  const places = new Places(4, 100);
  const tickets = ['a', 'a', 'a', 'b', 'b', 'c', 'd'].map((client, index) =>
    ticketOf(`${client}${index}`, log, client),
  );
  for (const ticket of tickets) places.enter(ticket, 60_000);
  const many = 'too many uploads wait already';
  assert.deepEqual(log.splice(0), ['a0 in', `a2: ${many}`, 'b3 in', `c5: ${many}`, `d6: ${many}`]);
  for (const ticket of tickets) places.leave(ticket);
  assert.deepEqual(log.splice(0), ['a1 in', 'b4 in']);
  for (const name of ['x', 'y']) places.enter(ticketOf(name, log, name), 60_000);
  assert.deepEqual(log, ['x in', 'y in']);
});

test('takes one upload at least, however few places there are', () => {
  const log: string[] = [];
  new Places(1, 0).enter(ticketOf('a', log, 'a'), 60_000);
  assert.deepEqual(log, ['a in']);
});
