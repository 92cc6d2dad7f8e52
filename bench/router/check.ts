import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from '../benchmark-error.ts';
import type { ReadAnswer } from '../load/answer-reader.ts';
import { openConnection } from '../load/connection.ts';
import { CHECK_FIELD } from './backend-protocol.ts';
import { requestBytes, type Traffic } from './traffic.ts';

/** Fields of one connection (RFC 9110, 7.6.1), and those that a proxy writes in its own name. */
const OWN_FIELDS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'date',
  'via',
  'server',
  'x-request-id',
  'x-routed-to',
  'x-fallback-reason',
]);

/** Where a subject's answer differs from the backend's own, or undefined. Case and order of the fields are left to the contract tests. */
export function differenceOf(direct: ReadAnswer, through: ReadAnswer): string | undefined {
  if (through.status !== direct.status) return `status ${through.status}, not ${direct.status}`;
  const [expected, got] = [fieldsOf(direct), fieldsOf(through)];
  const field = [...expected].find((line) => !got.has(line)) ?? [...got].find((line) => !expected.has(line));
  if (field !== undefined) return `the field "${field}"`;
  return through.body.equals(direct.body) ? undefined : 'the bytes of the body';
}

function fieldsOf({ head }: ReadAnswer): Set<string> {
  const lines = head.split('\r\n').slice(1);
  const fields = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return new Set(fields.filter(([name]) => !OWN_FIELDS.has(name)).map(([name, value]) => `${name}: ${value}`));
}

/**
 * Asks the backend and a subject the same, before anything is timed: who bends a request or an answer must not win by it. The
 * backend's answer tells what it has received, so both directions are compared.
 *
 * @throws {BenchmarkError} naming the first difference
 */
export async function checkAnswers(
  name: string,
  url: string,
  direct: string,
  traffic: readonly Traffic[],
): Promise<void> {
  for (const one of traffic) {
    const expected = await ask(direct, one, 0);
    if (expected.status !== 200 || !expected.body.equals(one.answer))
      throw new BenchmarkError('the backend does not answer as agreed');
    const got = await ask(url, one, 0).catch((cause: Error) => {
      throw new BenchmarkError(`not timed, because ${name} to ${one.method} ${one.path} ${cause.message}`, { cause });
    });
    const difference = differenceOf(expected, got);
    if (difference === undefined) continue;
    throw new BenchmarkError(`not timed, because ${name} changes ${one.method} ${one.path}: ${difference}`);
  }
}

const CLIENTS = 64;
const LOOKS = 20;
const LOOK_EVERY_MS = 250;

/**
 * Checks that a router spreads its users as it was told: at 0 and 100 % all go one way, between them both get some.
 *
 * @param looks how often to look: after its start a router may take a moment
 * @throws {BenchmarkError} with what it does instead
 */
export async function checkRouting(
  name: string,
  url: string,
  percentage: number,
  traffic: Traffic,
  looks = LOOKS,
): Promise<void> {
  let toFastify = 0;
  for (let look = 1; look <= looks; look++) {
    toFastify = 0;
    for (let client = 0; client < CLIENTS; client++) {
      const { head } = await ask(url, traffic, client);
      if (/\r\nx-routed-to:[ \t]*fastify/i.test(head)) toFastify += 1;
    }
    if (percentage === 0 ? toFastify === 0 : percentage === 100 ? toFastify === CLIENTS : isMixed(toFastify)) return;
    if (look < looks) await sleep(LOOK_EVERY_MS);
  }
  throw new BenchmarkError(`${name} sends ${toFastify} of ${CLIENTS} users to Fastify at ${percentage} %`);
}

/** Of 64 fair coins all but one in a million throws lie within. */
function isMixed(count: number): boolean {
  return count > 12 && count < CLIENTS - 12;
}

async function ask(url: string, traffic: Traffic, client: number): Promise<ReadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
  const connection = await openConnection(url, reject);
  try {
    connection.send(requestBytes(traffic, url, client, [`${CHECK_FIELD}: 1`]), resolve);
    return await promise;
  } finally {
    connection.close();
  }
}
