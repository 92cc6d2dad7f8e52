import { towardsVariable } from '../../parity/request-text.ts';
import { PAIR_JWT_SECRET } from '../pair.ts';
import { OWN_SERVERS } from '../suites/own-api.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';

/** The seed under which the servers of a run are started. */
export function seedOfRun(seed: number): string {
  return `prove-${seed}`;
}

/** Results whose commands name `$EXPRESS_URL`: the servers that they were seen on are gone when a person reads them. */
export function sendable(results: readonly SuiteResult[]): SuiteResult[] {
  return results.map((result) => ({ ...result, findings: result.findings.map(sendableFinding) }));
}

function sendableFinding(finding: Finding): Finding {
  const { request } = finding;
  if (request === undefined) return finding;
  return { ...finding, request: { ...request, curl: towardsVariable(request.curl, 'EXPRESS_URL') } };
}

/** How to start servers that answer the commands in these results as those of the run did; nothing where there is no command. */
export function howToSendAgain(results: readonly SuiteResult[], seed: number): readonly string[] {
  const found = results.filter(({ findings }) => findings.some(({ request }) => request !== undefined));
  if (found.length === 0) return [];
  const bySequences = found.some(({ suite }) => suite === 'sequences');
  return [
    'to send these requests again, start both servers as they were, each on a database of its own, in this directory:',
    `  export NODE_ENV=test LOCKSTEP_TEST_SEED=${seedOfRun(seed)} JWT_SECRET='${PAIR_JWT_SECRET}'`,
    ...(bySequences
      ? [
          `  export LOCKSTEP_TEST_SEED=${OWN_SERVERS.env.LOCKSTEP_TEST_SEED} JWT_EXPIRES_IN=7d  # for what sequences found`,
        ]
      : []),
    '  EXPRESS_PORT=5001 DATA_DIR="$(mktemp -d)" npm run start:express & FASTIFY_PORT=3001 DATA_DIR="$(mktemp -d)" npm run start:fastify &',
    '  EXPRESS_URL=http://127.0.0.1:5001 FASTIFY_URL=http://127.0.0.1:3001',
    'when both listen, run the command as it is, and with $FASTIFY_URL for $EXPRESS_URL; stars stand for what is secret, such as the',
    'token that each of these servers gives to one who registers',
  ];
}
