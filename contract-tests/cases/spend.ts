import { Agent, request as send } from 'node:http';
import type { Operation, RateLimit } from '../../contract/operations.ts';
import { type CaseRequest, withHeader } from './request.ts';

/** Of an operation's budgets the one that is spent soonest. */
export function smallestBudget({ id, limits }: Operation): RateLimit {
  const [first, ...others] = limits;
  if (first === undefined) throw new Error(`${id} documents 429 but has no x-rate-limit`);
  return others.reduce((a, b) => (b.limit < a.limit ? b : a), first);
}

const CONNECTIONS = 8;

/**
 * Spends exactly `count` of a caller's budget, with requests that are refused after they were counted.
 * @throws {Error} when one of them is refused for the budget already: it was smaller than the contract says
 */
export async function spend(operation: Operation, happy: CaseRequest, count: number): Promise<void> {
  const request = cheapRequest(operation, happy);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let sent = 0;
  let refused = 0;
  const sendInTurn = async () => {
    while (sent < count) {
      sent += 1;
      if ((await statusOf(request, agent)) === 429) refused += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, sendInTurn));
  } finally {
    agent.destroy();
  }
  if (refused > 0) throw new Error(`the budget of ${count} was spent after ${count - refused} requests`);
}

/** Counted, then refused as early as the order of refusals allows. */
function cheapRequest({ mediaTypes, security, limits }: Operation, happy: CaseRequest): CaseRequest {
  if (mediaTypes.length > 0) return { ...withHeader(happy, 'content-type', 'text/plain'), body: '' };
  // A budget by user is drawn from after the token was checked.
  const byUser = limits.some(({ by }) => by === 'user');
  return security.length > 0 && !byUser ? withHeader(happy, 'authorization', undefined) : happy;
}

function statusOf({ target, method, path, headers, body }: CaseRequest, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    send(new URL(path, target), { method, headers, agent }, (response) => {
      response
        .resume()
        .on('end', () => resolve(response.statusCode ?? 0))
        .on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
}
