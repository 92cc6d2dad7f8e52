import type { Contract } from '../contract/document.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { exampleOf } from './request-bodies.ts';
import type { Account } from './scenarios.ts';

/**
 * Registers a person through one of the servers; all share their users.
 * Answers undefined where the contract has no operation `register`.
 * @throws {BenchmarkError} when the server refuses
 */
export async function registerAccount(contract: Contract, url: string, email: string): Promise<Account | undefined> {
  const operation = contract.operations.find(({ id }) => id === 'register');
  if (operation === undefined) return undefined;
  const registration = { ...exampleOf(operation, contract.document), email };
  const response = await fetch(new URL(operation.path, url), {
    method: operation.method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(registration),
  });
  const answer = (await response.json()) as { readonly token?: unknown };
  const { password } = registration as { readonly password?: unknown };
  if (typeof answer.token !== 'string' || typeof password !== 'string') {
    throw new BenchmarkError(`no user could be made: register answered ${response.status}`);
  }
  return { email, password, token: answer.token };
}
