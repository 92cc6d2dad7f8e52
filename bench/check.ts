import type { ServerName } from '../contract-tests/pair.ts';
import { type Answer, differenceOf, mistakeOf } from './answers.ts';
import { BenchmarkError } from './benchmark-error.ts';
import type { Scenario } from './scenarios.ts';

/**
 * Asks both servers once, before anything is timed: a server that refuses a request is fast, and wins by it.
 * @throws {BenchmarkError} when an answer is not the scenario's, or the two differ
 */
export async function checkAnswers(scenario: Scenario, urls: Readonly<Record<ServerName, string>>): Promise<Answer> {
  const express = await checked('express', scenario, urls.express);
  const fastify = await checked('fastify', scenario, urls.fastify);
  const difference = differenceOf(express, fastify, scenario);
  if (difference === undefined) return express;
  throw new BenchmarkError(`${scenario.operation}: the servers differ, so it is not timed: ${difference}`);
}

async function checked(server: ServerName, scenario: Scenario, url: string): Promise<Answer> {
  const answer = await ask(scenario, url).catch((cause: unknown) => {
    throw new BenchmarkError(`${scenario.operation}: not timed, because ${server} did not answer`, { cause });
  });
  const mistake = mistakeOf(answer, scenario);
  if (mistake === undefined) return answer;
  throw new BenchmarkError(`${scenario.operation}: not timed, because ${server} ${mistake}`);
}

async function ask({ method, path, headers, body }: Scenario, url: string): Promise<Answer> {
  const response = await fetch(new URL(path, url), {
    method,
    headers,
    redirect: 'manual',
    ...(body.kind !== 'none' && { body: body.kind === 'same' ? body.text : body.next() }),
  });
  const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';', 1);
  return { status: response.status, mediaType: mediaType.trim().toLowerCase(), body: await response.text() };
}
