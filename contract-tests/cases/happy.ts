import type { Operation } from '../../contract/operations.ts';
import { type CaseRequest, withHeader, withMembers } from './request.ts';
import type { World } from './world.ts';

/**
 * The contract's example made into a request that succeeds: from an address of its own, with a real token, and with what an
 * example cannot know.
 */
export function happyRequest(operation: Operation, example: CaseRequest, world: World): CaseRequest {
  let request = withHeader(example, 'x-forwarded-for', world.newAddress());
  if (operation.security.includes('bearer'))
    request = withHeader(request, 'authorization', `Bearer ${world.student.token}`);
  const members = MEMBERS[operation.id]?.(world);
  return members === undefined ? request : withMembers(request, members);
}

/** Members of the body that depend on what is in the database, by operation. */
const MEMBERS: Readonly<Record<string, (world: World) => Readonly<Record<string, unknown>>>> = {
  register: ({ newEmail }) => ({ email: newEmail() }),
  login: ({ student }) => ({ email: student.email, password: student.password }),
  verify: ({ student }) => ({ token: student.token }),
};
