/** A soak as a terminal, a page and `results.md` tell it. Pure. */
import type { Memory } from '../report.ts';
import {
  machineText,
  memoryText,
  NOT_AVAILABLE,
  otherLoadText,
  otherLoadWarning,
  short,
  versionsText,
} from '../wording.ts';
import { driftPerMinute } from './drift.ts';
import type { Soak, SoakedSubject } from './soak-report.ts';

const MEBIBYTE = 1024 * 1024;
const LONG_ENOUGH_MINUTES = 10;
/** Of its size, over the whole load: what resident memory moves by itself. */
const FLAT_WITHIN = 0.05;

/** Lines that say what was done. */
export function soakSetUp(soak: Soak): string[] {
  const rates = soak.scenarios.map(({ requestsPerSecond }) => requestsPerSecond);
  const names = soak.subjects.map(({ name }) => name).join(' and ');
  const warning = otherLoadWarning(soak);
  return [
    `${names} under load side by side for ${short(soak.minutes)} minutes: ${soak.scenarios.length} scenarios in turns, each at the same rate for all (${short(Math.min(...rates))} to ${short(Math.max(...rates))} requests/s), the same flags for V8 (none).`,
    `${versionsText(soak.machine)}; ${machineText(soak.machine)}; ${soak.pinning}.`,
    soak.otherLoad === undefined ? `Other load: ${NOT_AVAILABLE}.` : `${otherLoadText(soak.otherLoad)}.`,
    ...(warning === undefined ? [] : [`WARNING: ${warning}.`]),
    'Heap is that after a collection; resident memory over time is read without any. Drift is the median slope after the first fifth of the load.',
  ];
}

export const SOAK_HEAD = [
  '',
  'requests',
  'at rest',
  'warm',
  'under load',
  'after',
  'drift of resident memory',
  'growth of the heap',
  'flat',
];

/** A row for each subject, and where both servers were soaked one with Fastify's figures over Express's. */
export function soakRows(soak: Soak): string[][] {
  const rows = soak.subjects.map((subject) => {
    const { name, requests, memory } = subject;
    const moments = [memory.atRest, memory.warm, memory.underLoad, memory.after].map(memoryText);
    return [
      name,
      String(requests),
      ...moments,
      perMinute(driftOf(subject)),
      perMinute(heapGrowth(subject, soak)),
      flatText(subject, soak),
    ];
  });
  const [express, fastify] = ['express', 'fastify'].map((name) => soak.subjects.find((one) => one.name === name));
  if (express === undefined || fastify === undefined) return rows;
  const moments = (['atRest', 'warm', 'underLoad', 'after'] as const).map((moment) =>
    over(fastify.memory[moment], express.memory[moment]),
  );
  return [...rows, ['fastify over express', '', ...moments, '', '', '']];
}

function over(fastify: Memory, express: Memory): string {
  const [resident, heap] = (['residentBytes', 'heapUsedBytes'] as const).map((kind) => {
    const [above, below] = [fastify[kind], express[kind]];
    return above === undefined || !below ? NOT_AVAILABLE : (above / below).toFixed(2);
  });
  return `${resident}, heap ${heap}`;
}

/** Whether memory keeps its size under load: its drift, over the whole load, is at most 5 % of it. */
export function isFlat(subject: SoakedSubject, { minutes }: Pick<Soak, 'minutes'>): boolean | undefined {
  const drift = driftOf(subject);
  const size = subject.memory.underLoad.residentBytes;
  if (drift === undefined || size === undefined || minutes < LONG_ENOUGH_MINUTES) return undefined;
  return drift * minutes <= FLAT_WITHIN * size;
}

/** What a verdict needs: `flat` undefined where the load was too short to say. */
export function flatness(
  subject: SoakedSubject,
  soak: Soak,
): { readonly flat: boolean | undefined; readonly figure: string } {
  const drift = perMinute(driftOf(subject));
  return { flat: isFlat(subject, soak), figure: `${drift} over ${short(soak.minutes)} min` };
}

function flatText(subject: SoakedSubject, soak: Soak): string {
  const flat = isFlat(subject, soak);
  if (flat === undefined)
    return soak.minutes < LONG_ENOUGH_MINUTES ? `too short (under ${LONG_ENOUGH_MINUTES} min)` : NOT_AVAILABLE;
  return flat ? 'yes' : `no: grows by more than ${FLAT_WITHIN * 100} %`;
}

function driftOf({ memory }: SoakedSubject): number | undefined {
  return driftPerMinute(memory.overTime);
}

/** From after the warm-up to the end of the load. */
function heapGrowth({ memory }: SoakedSubject, { minutes }: Soak): number | undefined {
  const [from, to] = [memory.warm.heapUsedBytes, memory.underLoad.heapUsedBytes];
  return from === undefined || to === undefined ? undefined : (to - from) / minutes;
}

function perMinute(bytes: number | undefined): string {
  if (bytes === undefined) return NOT_AVAILABLE;
  return `${bytes < 0 ? '' : '+'}${(bytes / MEBIBYTE).toFixed(2)} MiB/min`;
}
