import { type Contract, ContractError } from '../../contract/document.ts';
import type { AnyHandler } from '../../handlers/operation.ts';
import type { Scopes } from '../../services/scope.ts';
import type { Logger } from './log.ts';

/** What an adapter needs to serve a contract. */
export interface AppOptions {
  readonly contract: Contract;
  /** By operationId. */
  readonly handlers: Readonly<Record<string, AnyHandler>>;
  readonly scopeOf: Scopes;
  /** Shared with the router: what it marks with it is not counted against anybody's limits. */
  readonly replayToken: string;
  readonly log: Logger;
  /** Where the router probes this server. */
  readonly healthPath: string;
  /** Answers to unexpected errors say less. */
  readonly production: boolean;
  /** Origin whose pages may call with credentials. */
  readonly frontendUrl: string;
  /** Proxies whose X-Forwarded-For is believed, in the words of the proxy-addr package. */
  readonly trustedProxies: readonly string[];
}

/** @throws {ContractError} naming the operations of the contract that have no handler */
export function requireHandlers({ contract, handlers }: Pick<AppOptions, 'contract' | 'handlers'>): void {
  const missing = contract.operations.filter(({ id }) => handlers[id] === undefined).map(({ id }) => id);
  if (missing.length > 0) throw new ContractError(`no handler for: ${missing.join(', ')}`);
}
