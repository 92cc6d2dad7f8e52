import type { OpenApiDocument } from '../contract/operations.ts';
import { deriveOperations } from '../contract/operations.ts';
import { provoke } from './cases/provoke.ts';
import type { World } from './cases/world.ts';
import { type DreddConstructor, HOOK_FILE } from './dredd-package.ts';
import { inspectAnswer } from './inspect.ts';
import { judge, type Verdict } from './judge.ts';
import { responseSchemas } from './response-schema.ts';
import { runDredd, type Transaction } from './run-dredd.ts';
import { documentedTransactions } from './transactions.ts';

export interface Exercise {
  readonly document: OpenApiDocument;
  readonly world: World;
  readonly hookFile?: string;
}

/** Has dredd exercise all that the contract documents against one server, and judges what came of it. */
export async function exercise(Dredd: DreddConstructor, { document, world, hookFile }: Exercise): Promise<Verdict> {
  const documented = documentedTransactions(deriveOperations(document));
  const rows = new Map(documented.map((row) => [row.key, row]));
  const rowOf = (key: string) => {
    const row = rows.get(key);
    if (row === undefined) throw new Error(`the contract does not document ${key}`);
    return row;
  };
  const outcome = await runDredd(Dredd, {
    document,
    endpoint: world.targets.sound,
    hookFile: hookFile ?? HOOK_FILE,
    prepare: async (transaction, key) => {
      const { operation, status } = rowOf(key);
      const { request, fullPath } = transaction;
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const example = {
        target: world.targets.sound,
        method: request.method,
        path: fullPath,
        headers,
        body: request.body,
      };
      const provoking = await provoke(operation, status, example, world);
      aim(transaction, provoking.target);
      transaction.fullPath = provoking.path;
      request.headers = { ...provoking.headers };
      request.body = provoking.body;
    },
    inspect: (transaction, key) => {
      const { operation, status, mediaType } = rowOf(key);
      const { path, method } = operation;
      inspectAnswer(transaction, responseSchemas(document, { path, method, status, mediaType }), mediaType);
    },
  });
  return judge(documented, outcome);
}

function aim(transaction: Transaction, target: string): void {
  const { hostname, port } = new URL(target);
  transaction.host = hostname;
  transaction.port = port;
}
