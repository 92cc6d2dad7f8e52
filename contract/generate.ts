/**
 * `npm run generate` rewrites what is derived from openapi.yaml and from the router's admin contract; with `--check` it writes nothing
 * and exits 1 when a file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { type Contract, ContractError, loadContract, OWN_CONTRACT } from './document.ts';
import { digestOperation } from './operation-digest.ts';

const ADMIN_CONTRACT = new URL('../router/admin.openapi.yaml', import.meta.url);

interface Output {
  /** From the project's root. */
  readonly file: string;
  readonly source: string;
  readonly generate: () => Promise<string>;
}

const OUTPUTS: readonly Output[] = [
  { file: 'contract/schema.gen.ts', source: 'openapi.yaml', generate: () => generateTypes(OWN_CONTRACT) },
  { file: 'contract/operations.gen.ts', source: 'openapi.yaml', generate: generateOperations },
  {
    file: 'router/admin/admin.gen.ts',
    source: 'router/admin.openapi.yaml',
    generate: () => generateTypes(ADMIN_CONTRACT),
  },
];

async function main(check: boolean): Promise<void> {
  // Says in one line what keeps a contract from being read; the generator of the types would say it in hundreds.
  for (const contract of [OWN_CONTRACT, ADMIN_CONTRACT]) loadContract(contract);
  const stale: string[] = [];
  for (const { file, source, generate } of OUTPUTS) {
    const path = new URL(`../${file}`, import.meta.url);
    const content = `// Generated from ${source} by \`npm run generate\`. Do not edit.\n\n${await generate()}`;
    if (content === (await readFile(path, 'utf8').catch(() => ''))) continue;
    stale.push(file);
    if (!check) await writeFile(path, content);
  }
  if (check && stale.length > 0) {
    const changed = await changedOperations();
    const operations = changed.length === 0 ? '' : ` Changed operations: ${changed.join(', ')}.`;
    throw new ContractError(`stale: ${stale.join(', ')}.${operations} Run "npm run generate" and commit the result.`);
  }
  console.log(stale.length === 0 ? 'contract: derived files are current' : `contract: wrote ${stale.join(', ')}`);
}

async function generateTypes(contract: URL): Promise<string> {
  return astToString(await openapiTypescript(contract, { immutable: true, alphabetize: false }));
}

async function generateOperations(): Promise<string> {
  const contract = loadContract(OWN_CONTRACT);
  const table = contract.operations.map((operation) => `  ${operation.id}: ${JSON.stringify(operation, null, 2)},`);
  return [
    `import type { Operation } from './operations.ts';`,
    '',
    `/** The operations of this project's contract, by id. */`,
    `export const operations = {`,
    ...table,
    '} as const satisfies Record<string, Operation>;',
    '',
    'export type OperationId = keyof typeof operations;',
    '',
    '/** Digest of all that the contract says of each operation. */',
    `export const digests: Readonly<Record<OperationId, string>> = ${JSON.stringify(digestsOf(contract), null, 2)};`,
    '',
  ].join('\n');
}

function digestsOf({ document, operations }: Contract): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [operation.id, digestOperation(document, operation)]));
}

/** The operations that the contract describes otherwise than the derived files, in words. */
async function changedOperations(): Promise<string[]> {
  const now = digestsOf(loadContract(OWN_CONTRACT));
  // The derived file may be missing or broken; then every operation is new.
  const before = await import('./operations.gen.ts').then(
    ({ digests }): Readonly<Record<string, string>> => digests,
    () => ({}) as Readonly<Record<string, string>>,
  );
  const ids = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((id) => before[id] !== now[id]);
  return ids.map((id) => (before[id] === undefined ? `${id} (new)` : now[id] === undefined ? `${id} (gone)` : id));
}

await main(process.argv.includes('--check')).catch((error: unknown) => {
  console.error(error instanceof ContractError ? error.message : error);
  process.exitCode = 1;
});
