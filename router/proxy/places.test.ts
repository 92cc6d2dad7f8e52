import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Places, type Ticket } from './places.ts';

function ticketOf(name: string, log: string[]): Ticket {
  return {
    admitted: false,
    queueTimer: undefined,
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
