import type { WireCase } from '../wire/case.ts';
import { request } from '../wire/request.ts';
import { answers, until } from '../wire/step.ts';
import { gathering } from './gathering.ts';

/** Clients at one time. */
export const CROWD = 150;

/** Connections that are all open at once, on both servers: none of them is turned away, and all are served once more. */
export function crowd(): readonly WireCase[] {
  const all = gathering(2 * CROWD);
  const health = request('GET', '/health');
  return Array.from({ length: CROWD }, (_, at) => ({
    name: `crowd: connection ${at + 1} of ${CROWD}`,
    why: 'RFC 9112, 9.4',
    steps: [health, answers(1), until('all connections to be open', all), health, answers(2)],
    expect: { status: 200, answers: 2, connection: 'open' },
  }));
}
