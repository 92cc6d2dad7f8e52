import { type Contract, ContractError } from '../../contract/document.ts';
import { ProblemError } from '../../contract/problems.ts';
import { type Exchange, NO_INPUT } from './exchange.ts';
import { compileValidators, createExplainer, type Explain, type Validators } from './explain.ts';
import { createParameterReader, type Input, type InputReading } from './parameters.ts';
import { requireOperation } from './refusals.ts';
import { unsupported } from './unsupported.ts';
import { toValidatedContract, type ValidatedContract } from './validated-contract.ts';

/** What both adapters need to hold requests against a contract. */
export interface Validation {
  readonly contract: ValidatedContract;
  /** For a framework that takes compiled schemas; what explains its refusals is then the very code that refused. */
  readonly validators: Validators;
  readonly explain: Explain;
  /**
   * Reads a request's parameters, for the framework's validator to check and to turn into their types in place, and notes them in
   * the exchange; `undefined` where the operation has none.
   * @throws {ProblemError} 400 where one cannot be read, or the query has a key that the operation does not document
   */
  readInput(exchange: Exchange, body: unknown): Input | undefined;
}

/** @throws {ContractError} naming everything in the contract that is not supported */
export function createValidation(contract: Contract): Validation {
  const refused = unsupported(contract);
  if (refused.length > 0) throw new ContractError(`the contract cannot be served: ${refused.join('; ')}`);
  const { document, operations } = contract;
  const readers = new Map(operations.map((operation) => [operation.id, createParameterReader(document, operation)]));
  const withParameters = new Set(operations.filter(({ parameters }) => parameters.length > 0).map(({ id }) => id));
  const read = (exchange: Exchange): InputReading => {
    const { id } = requireOperation(exchange.match, exchange.path);
    if (!withParameters.has(id) && !exchange.target.includes('?')) return NOTHING_TO_READ;
    const reader = readers.get(id);
    if (reader === undefined) throw new Error('an operation without a reader');
    return reader(exchange);
  };
  const validated = toValidatedContract(contract);
  const validators = attempt(() => compileValidators(validated));
  const explain = createExplainer(validators, read);
  return {
    contract: validated,
    validators,
    explain,
    readInput(exchange, body) {
      const { input, errors } = read(exchange);
      if (errors.length > 0) throw new ProblemError(explain(exchange, body));
      if (!withParameters.has(requireOperation(exchange.match, exchange.path).id)) return undefined;
      exchange.input = input;
      return input;
    },
  };
}

const NOTHING_TO_READ: InputReading = { input: NO_INPUT, errors: [] };

function attempt<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new ContractError(
      `the contract cannot be served: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
