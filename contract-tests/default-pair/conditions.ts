import { join } from 'node:path';
import { type Contract, loadContract } from '../../contract/document.ts';
import type { Observation } from '../../parity/answer.ts';
import { observe } from '../wire/connection.ts';
import { more, pipeline, raw, request } from '../wire/request.ts';
import { answers, type Send, type Step, until } from '../wire/step.ts';
import type { DefaultPairOptions } from './options.ts';
import type { Condition } from './rows.ts';
import { seen } from './seen.ts';
import { type DefaultPair, startDefaultPair } from './start.ts';

/** What both servers did, by input. */
export type Sight = ReadonlyMap<string, Readonly<Record<'express' | 'fastify', string>>>;

const LIMIT = 3;
const from = (address: string, target = '/health'): Send =>
  request('GET', target, { headers: { 'X-Forwarded-For': address } });
const times = (count: number, send: Send): readonly Send[] => Array.from({ length: count }, () => send);

interface Setup {
  readonly options: Partial<DefaultPairOptions>;
  readonly inputs: Readonly<Record<string, Send>>;
  /** File of the contract, where it is another one. */
  readonly contract?: string;
}

const SETUPS: Readonly<Record<'limited' | 'without-error-handler' | 'with-a-parameter', Setup>> = {
  limited: {
    options: { rateLimit: LIMIT },
    inputs: {
      'one request': from('192.0.2.1'),
      'two /64 of one /56': pipeline(...times(LIMIT, from('2001:db8:0:1::1')), from('2001:db8:0:2::1')),
      'unknown paths': pipeline(...times(LIMIT + 1, from('192.0.2.2', '/nothing'))),
      'one request too many': pipeline(...times(LIMIT + 1, from('192.0.2.3'))),
    },
  },
  'without-error-handler': {
    options: { errorHandler: false },
    inputs: {
      'broken JSON': request('POST', '/api/auth/login', { headers: { 'Content-Type': 'application/json' }, body: '{' }),
    },
  },
  'with-a-parameter': {
    options: {},
    contract: join(import.meta.dirname, 'parameter.yaml'),
    inputs: { 'a wrong parameter and a wrong body': request('POST', '/notes?page=x', { body: {} }) },
  },
};

/** Looks at both servers in every condition but the plain one. The last answer of a pipeline is the one that counts. */
export async function lookUnderConditions(
  contract: Contract,
  options: DefaultPairOptions,
): Promise<ReadonlyMap<Condition, Sight>> {
  const sights = new Map<Condition, Sight>();
  for (const [condition, setup] of Object.entries(SETUPS)) {
    // The keys are conditions.
    const served = setup.contract === undefined ? contract : loadContract(setup.contract);
    sights.set(condition as Condition, await lookAt(served, { ...options, ...setup.options }, setup.inputs));
  }
  sights.set('ending', await lookAtEnding(contract, options));
  return sights;
}

async function lookAt(contract: Contract, options: DefaultPairOptions, inputs: Setup['inputs']): Promise<Sight> {
  return withPair(contract, options, async ({ urls }) => {
    const sight = new Map<string, Readonly<Record<'express' | 'fastify', string>>>();
    for (const [name, send] of Object.entries(inputs)) {
      const steps: readonly Step[] = [send, answers(send.requests.length)];
      const [express, fastify] = await Promise.all([observe(urls.express, steps), observe(urls.fastify, steps)]);
      sight.set(name, { express: seen(last(express)), fastify: seen(last(fastify)) });
    }
    return sight;
  });
}

/** A request whose head is finished only when the server has begun to end. */
function lookAtEnding(contract: Contract, options: DefaultPairOptions): Promise<Sight> {
  return withPair(contract, options, async ({ urls, end }) => {
    const whole = request('GET', '/health');
    const both = Promise.withResolvers<void>();
    let waiting = 2;
    const steps: readonly Step[] = [
      // The answer to the first request says that the beginning of the second, from the same packet, has been read as well.
      pipeline(whole, raw(whole.bytes.subarray(0, -2))),
      answers(1),
      until('both servers to end', () => {
        waiting -= 1;
        if (waiting === 0) both.resolve();
        return both.promise;
      }),
      more('\r\n'),
      answers(2),
    ];
    let ended: Promise<void> | undefined;
    const begun = both.promise.then(() => {
      ended = end();
    });
    const [express, fastify] = await Promise.all([observe(urls.express, steps), observe(urls.fastify, steps)]);
    await begun;
    await ended;
    return new Map([
      ['a request that ends after the server began to', { express: seen(last(express)), fastify: seen(last(fastify)) }],
    ]);
  });
}

async function withPair<T>(
  contract: Contract,
  options: DefaultPairOptions,
  use: (pair: DefaultPair) => Promise<T>,
): Promise<T> {
  const pair = await startDefaultPair(contract, options);
  try {
    return await use(pair);
  } finally {
    await pair.stop();
  }
}

function last(observation: Observation): Observation {
  return { ...observation, answers: observation.answers.slice(-1) };
}
