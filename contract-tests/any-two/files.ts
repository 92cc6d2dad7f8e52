import { type Contract, ContractError, loadContract } from '../../contract/document.ts';
import { KnownDifferences, KnownDifferencesError } from '../../parity/known-differences.ts';
import { loadKnownDifferences } from '../suites/known-differences.ts';
import { HarError } from './captured-request.ts';
import { type Captured, loadHar } from './har.ts';
import type { ParityOptions } from './options.ts';
import { type Selection, select, withBasePath } from './select.ts';

/** What the files that the options name hold. */
export interface Files {
  /** As the file has it. */
  readonly original: Contract;
  /** With the base path before each path. */
  readonly contract: Contract;
  readonly selection: Selection;
  readonly known: KnownDifferences;
  readonly captured: Captured | undefined;
}

/** @returns the mistakes in all of them, one line each, where there are any */
export function readFiles(options: ParityOptions): Files | readonly string[] {
  const mistakes: string[] = [];
  const attempt = <T>(option: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ContractError || error instanceof KnownDifferencesError || error instanceof HarError))
        throw error;
      mistakes.push(...error.message.split('\n').map((line) => `--${option}: ${line}`));
      return undefined;
    }
  };
  const original = attempt('contract', () => loadContract(options.contract));
  const known = attempt('known-differences', () => knownIn(options.knownDifferences));
  const { har } = options;
  const captured = har === undefined ? undefined : attempt('har', () => loadHar(har.file));
  const contract = original === undefined ? undefined : withBasePath(original, options.basePath);
  const selection = contract === undefined ? [] : select(contract, options);
  if (isList(selection)) mistakes.push(...selection);
  if (
    mistakes.length > 0 ||
    original === undefined ||
    contract === undefined ||
    known === undefined ||
    isList(selection)
  )
    return mistakes;
  return { original, contract, selection, known, captured };
}

export function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function knownIn(file: string | undefined): KnownDifferences {
  return file === undefined ? new KnownDifferences([]) : loadKnownDifferences(file);
}
