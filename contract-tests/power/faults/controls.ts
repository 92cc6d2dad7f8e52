import type { Fault } from '../fault.ts';
import { planted } from './answers.ts';
import { unchanged } from './process.ts';

const DELAY_MS = 30;

/** What changes nothing that a client may notice. Were one of these reported, a report would mean nothing. */
export const controls: readonly Fault[] = [
  {
    name: 'control: nothing planted',
    about: 'the proxy itself',
    layer: 'connection',
    apply: { plant: {} },
    isControl: true,
  },
  {
    ...planted('control: answers read and written again', 'chunk boundaries are timing', 'answer', {
      answer: (answer) => answer,
      interim: (interim) => interim,
    }),
    isControl: true,
  },
  {
    ...planted('control: requests held back and written again', 'packets are timing', 'request', {
      head: (head) => head,
      body: (request) => request,
    }),
    isControl: true,
  },
  {
    ...planted('control: slow, but the same', 'time is no part of an answer', 'connection', {
      answer: (answer) => ({ ...answer, delayMs: DELAY_MS }),
    }),
    isControl: true,
  },
  {
    name: 'control: a trigger that changes nothing',
    about: 'watching is no writing',
    layer: 'state',
    apply: { triggers: ['after insert on users begin select 1; end'] },
    isControl: true,
  },
  {
    name: 'control: the same environment once more',
    about: 'a process of its own',
    layer: 'server',
    apply: { env: { LOG_LEVEL: 'error' } },
    isControl: true,
  },
  {
    ...unchanged('control: a source that says the same', 'a process of its own'),
    isControl: true,
  },
];
