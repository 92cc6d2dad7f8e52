import type { Answer } from '../../parity/answer.ts';
import type { Side } from '../suites/suite-result.ts';
import { createLane, LaneError } from '../wire/lane.ts';
import { request } from '../wire/request.ts';
import type { TwoServers } from './two-servers.ts';

/** Sends one GET to a server; a text says why there is no answer. */
export async function ask({ urls, headers, limits }: TwoServers, side: Side, target: string): Promise<Answer | string> {
  const lane = createLane(urls[side], { timeoutMs: limits.stepTimeoutMs ?? 5000 });
  try {
    return await lane.send(request('GET', target, { headers: [...headers[side]] }).bytes, 'GET');
  } catch (error) {
    if (!(error instanceof LaneError)) throw error;
    return error.message;
  } finally {
    lane.close();
  }
}

/** Why a server does not answer a harmless request; `undefined` where it does. */
export async function whySilent(servers: TwoServers, side: Side): Promise<string | undefined> {
  const answer = await ask(servers, side, '/');
  return typeof answer === 'string' ? answer : undefined;
}

/** Which servers do not answer, one line each; what they answer does not matter. */
export async function unreachable(servers: TwoServers): Promise<readonly string[]> {
  const sides = ['baseline', 'candidate'] as const;
  const answers = await Promise.all(sides.map((side) => ask(servers, side, '/')));
  return sides.flatMap((side, at) => {
    const answer = answers[at];
    return typeof answer === 'string' ? [`the ${side} ${servers.urls[side]} ${answer}`] : [];
  });
}
