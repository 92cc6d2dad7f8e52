import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { resolve } from '../../contract/references.ts';
import { answer, GET, problem } from './fixture-answers.ts';
import { createJudge } from './judge.ts';
import { exampleOf, operationObject, type Response } from './operation-object.ts';

test('a header that both the contract and HTTP demand is missed once', () => {
  const ownJudge = createJudge(loadContract(OWN_CONTRACT));
  const lines = ownJudge('getProfile', 'unknown', GET, problem(401));
  assert.deepEqual(
    lines.filter((line) => line.includes('WWW-Authenticate')),
    ['header WWW-Authenticate is missing; status 401 needs it (RFC 9110, 15.5.2)'],
  );
});

test('every documented example of our own contract is as it must be, and loses no member unnoticed', () => {
  const contract = loadContract(OWN_CONTRACT);
  const { document } = contract;
  const ownJudge = createJudge(contract, { houseRules: true });
  let examples = 0;
  for (const operation of contract.operations) {
    const { responses = {} } = operationObject(document, operation);
    for (const [status, entry] of Object.entries(responses)) {
      const { content = {}, headers = {} } = resolve<Response & { readonly $ref?: string }>(document, entry) ?? {};
      const fields = Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [
          name,
          String(exampleOf(document, resolve(document, header) ?? {})?.value),
        ]),
      );
      for (const [type, media] of Object.entries(content)) {
        // The documented examples of our own bodies are objects.
        const example = exampleOf(document, media)?.value as Readonly<Record<string, unknown>>;
        const request = { method: operation.method, headers: [] };
        const all = { ...fields, ...(status === '415' ? { Accept: 'application/json' } : {}), 'Content-Type': type };
        const say = (body: object) => ownJudge(operation.id, 'unknown', request, answer(Number(status), all, body));
        assert.deepEqual(say(example), status === '500' ? ['status 500: the server failed'] : []);
        examples += 1;
        const [first = ''] = Object.keys(example);
        const lines = say({ ...example, [first]: undefined });
        assert.ok(lines.includes(`body /${first} is missing`), `${operation.id} ${status}: ${lines.join('; ')}`);
      }
    }
  }
  assert.ok(examples > 40, String(examples));
});
