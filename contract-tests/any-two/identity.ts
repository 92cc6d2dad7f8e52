import { identityAt } from '../../parity/identity-place.ts';
import type { ServerIdentity } from '../../parity/proof-identity.ts';
import type { Side } from '../suites/suite-result.ts';
import { ask } from './ask.ts';
import type { IdentitySource } from './options.ts';
import type { TwoServers } from './two-servers.ts';

/** What a server is: foreign ones know no identity of ours, so a person declares it or says where to look. */
export type ForeignIdentity = Exclude<ServerIdentity, { readonly kind: 'reported' }>;

/** @returns a text that says why it is not known */
export async function readIdentity(
  servers: TwoServers,
  side: Side,
  source: IdentitySource,
): Promise<ForeignIdentity | string> {
  if (source.kind === 'declared') return { kind: 'declared', identity: source.text };
  const answer = await ask(servers, side, source.path);
  if (typeof answer === 'string') return `the ${side} was asked for its identity at ${source.path} and ${answer}`;
  const { path } = source;
  const place = source.kind === 'header' ? { path, header: source.name } : { path, pointer: source.pointer };
  const identity = identityAt(place, answer);
  if (identity !== undefined) return { kind: 'observed', place, identity };
  const where = source.kind === 'header' ? `header ${source.name}` : `text or number at ${source.pointer}`;
  return `the ${side} answers ${source.path} with status ${answer.status} and without a ${where} of 1 to 500 characters`;
}
