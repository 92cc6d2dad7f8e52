import type { Operation } from '../../contract/operations.ts';
import { happyRequest } from './happy.ts';
import { type CaseRequest, withHeader, withMembers } from './request.ts';
import { smallestBudget, spend } from './spend.ts';
import type { World } from './world.ts';

type Case = (happy: CaseRequest, world: World, operation: Operation) => CaseRequest | Promise<CaseRequest>;

/**
 * The request that makes a server answer with a documented status.
 * @throws {Error} when no case is known for it: every status that the contract documents needs one
 */
export async function provoke(
  operation: Operation,
  status: string,
  example: CaseRequest,
  world: World,
): Promise<CaseRequest> {
  const breaks = /^2\d\d$/.test(status) ? succeed : (OF_OPERATION[`${operation.id} ${status}`] ?? OF_STATUS[status]);
  if (breaks === undefined) {
    throw new Error(`nothing provokes ${status} of ${operation.id}: contract-tests/cases/provoke.ts needs a case`);
  }
  return breaks(happyRequest(operation, example, world), world, operation);
}

const succeed: Case = (happy) => happy;

/** How a status is provoked of most operations. */
const OF_STATUS: Readonly<Record<string, Case>> = {
  400: (happy, _world, { mediaTypes }) =>
    mediaTypes.length > 0
      ? withMembers(happy, { undocumented: true })
      : { ...happy, path: `${happy.path}?undocumented=1` },

  401: (happy) => withHeader(happy, 'authorization', undefined),

  413: (happy, _world, { maxBodyBytes }) => ({ ...happy, body: `"${'x'.repeat(maxBodyBytes - 1)}"` }),

  415: (happy) => withHeader(happy, 'content-type', 'text/plain'),

  429: async (happy, world, operation) => {
    const { by, limit } = smallestBudget(operation);
    const { token } = by === 'user' ? await world.newStudent(happy.target) : world.student;
    const caller = by === 'user' ? withHeader(happy, 'authorization', `Bearer ${token}`) : happy;
    await spend(operation, caller, limit);
    return caller;
  },

  500: (happy, { targets }) => ({ ...happy, target: targets.broken }),
};

/** Where an operation needs something of its own. */
const OF_OPERATION: Readonly<Record<string, Case>> = {
  'register 409': (happy, { student }) => withMembers(happy, { email: student.email }),
  'login 401': (happy) => withMembers(happy, { password: 'not the password' }),
  'verify 401': (happy, { student }) => withMembers(happy, { token: `${student.token}x` }),
  'generate 403': (happy) => withMembers(happy, { type: 'feedback' }),
  'generate 503': async (happy, { newStudent, targets }) => {
    const { token } = await newStudent(targets.late);
    const longest = withMembers(happy, { prompt: 'It was said. '.repeat(400).slice(0, 4000) });
    return { ...withHeader(longest, 'authorization', `Bearer ${token}`), target: targets.late };
  },
  'ready 503': (happy, { targets }) => ({ ...happy, target: targets.broken }),
};
