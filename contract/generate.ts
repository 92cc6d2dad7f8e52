/**
 * `npm run generate` rewrites what is derived from openapi.yaml; with `--check` it writes nothing and exits 1 when a file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { ContractError, loadContract, OWN_CONTRACT } from './document.ts';

const HEADER = '// Generated from openapi.yaml by `npm run generate`. Do not edit.\n\n';

const OUTPUTS: Readonly<Record<string, () => Promise<string>>> = {
  'schema.gen.ts': generateTypes,
  'operations.gen.ts': generateOperations,
};

async function main(check: boolean): Promise<void> {
  const stale: string[] = [];
  for (const [name, generate] of Object.entries(OUTPUTS)) {
    const file = new URL(name, import.meta.url);
    const content = HEADER + (await generate());
    if (content === (await readFile(file, 'utf8').catch(() => ''))) continue;
    stale.push(`contract/${name}`);
    if (!check) await writeFile(file, content);
  }
  if (check && stale.length > 0) {
    throw new ContractError(`stale: ${stale.join(', ')}. Run "npm run generate" and commit the result.`);
  }
  console.log(stale.length === 0 ? 'contract: derived files are current' : `contract: wrote ${stale.join(', ')}`);
}

async function generateTypes(): Promise<string> {
  return astToString(await openapiTypescript(OWN_CONTRACT, { immutable: true, alphabetize: false }));
}

async function generateOperations(): Promise<string> {
  const { operations } = loadContract(OWN_CONTRACT);
  const table = operations.map((operation) => `  ${operation.id}: ${JSON.stringify(operation, null, 2)},`).join('\n');
  return [
    `import type { Operation } from './operations.ts';`,
    '',
    `/** The operations of this project's contract, by id. */`,
    `export const operations = {`,
    table,
    '} as const satisfies Record<string, Operation>;',
    '',
    'export type OperationId = keyof typeof operations;',
    '',
  ].join('\n');
}

await main(process.argv.includes('--check')).catch((error: unknown) => {
  console.error(error instanceof ContractError ? error.message : error);
  process.exitCode = 1;
});
