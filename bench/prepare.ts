import { randomBytes } from 'node:crypto';
import type { Contract } from '../contract/document.ts';
import { registerAccount } from './account.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { ask, checkAnswers } from './check.ts';
import type { Fleet } from './fleet.ts';
import { constantFieldsOf, fieldOf } from './heads.ts';
import { startChild } from './process/child.ts';
import { type Account, type Scenario, scenariosOf } from './scenarios.ts';
import type { KnownAnswer } from './subjects/bare/known-answer.ts';
import { launchOf } from './subjects/subjects.ts';

/** Signed-in users who take turns: so many that a router can spread them, so few that each is seen again soon. */
const ACCOUNTS = 16;

/** The scenarios of all operations, with users of their own; the processes of the fleet have hashed nothing for it. */
export async function prepare(contract: Contract, { context }: Fleet): Promise<Scenario[]> {
  const run = randomBytes(4).toString('hex');
  let count = 0;
  const freshEmail = () => `bench-${run}-${count++}@example.org`;
  const registrar = await startChild(launchOf('express', context), {
    name: 'registrar',
    directory: context.directory,
    core: undefined,
  });
  const [url = ''] = registrar.urls;
  try {
    const accounts: Account[] = [];
    for (let index = 0; index < ACCOUNTS; index++) {
      const account = await registerAccount(contract, url, freshEmail());
      if (account !== undefined) accounts.push(account);
    }
    const all = contract.operations.flatMap((operation) =>
      scenariosOf(operation, { document: contract.document, accounts, freshEmail }),
    );
    // What changes an account does so now for each: later answers depend on nothing that was measured before them.
    for (const scenario of all.filter(isCommonSuccess)) {
      for (const index of scenario.requests.keys()) await ask(scenario, url, index);
    }
    return all;
  } finally {
    await registrar.stop();
  }
}

/** What a framework bounds, and a bare application answers too. */
export function isCommonSuccess({ outcome, boundBy }: Scenario): boolean {
  return outcome === 'success' && boundBy === undefined;
}

/** What a bare application answers: to each operation that the framework bounds, what Express has answered to its success. */
export async function learnAnswers(all: readonly Scenario[], { urls }: Fleet): Promise<KnownAnswer[]> {
  const answers: KnownAnswer[] = [];
  for (const scenario of all.filter(isCommonSuccess)) {
    const { status, head, body } = await checkAnswers({ scenario, subjects: [] }, urls);
    const headers = constantFieldsOf(head);
    if (fieldOf(head, 'content-encoding') !== undefined)
      throw new BenchmarkError(`${scenario.name}: is answered encoded`);
    // The contract's methods in lower case are these.
    const method = scenario.method.toLowerCase() as KnownAnswer['method'];
    answers.push({ method, path: scenario.path, status, headers, body: body.toString('utf8') });
  }
  return answers;
}

/** Something that anybody may ask, without a body. */
export function firstAsked(all: readonly Scenario[]): Scenario {
  const open = all.find(
    ({ operation, outcome, method }) =>
      outcome === 'success' && method === 'GET' && !all.some(({ name }) => name === `${operation} 401`),
  );
  if (open === undefined) throw new BenchmarkError('the contract has no operation that a process could be asked first');
  return open;
}
