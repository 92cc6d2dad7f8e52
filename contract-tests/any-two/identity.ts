import { type Answer, valuesOf } from '../../parity/answer.ts';
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
  const identity = source.kind === 'header' ? headerOf(answer, source.name) : memberOf(answer, source.pointer);
  if (identity !== undefined && /^[^\p{Cc}]{1,500}$/u.test(identity)) return { kind: 'observed', identity };
  const where = source.kind === 'header' ? `header ${source.name}` : `text or number at ${source.pointer}`;
  return `the ${side} answers ${source.path} with status ${answer.status} and without a ${where} of 1 to 500 characters`;
}

function headerOf({ headers }: Answer, name: string): string | undefined {
  const values = valuesOf(headers, name.toLowerCase());
  return values.length === 0 ? undefined : values.join(', ');
}

function memberOf({ body }: Answer, pointer: string): string | undefined {
  try {
    let value: unknown = JSON.parse(body.toString('utf8'));
    for (const segment of pointer.split('/').slice(1)) {
      const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      // An object, or a list by its index.
      value = (value as Readonly<Record<string, unknown>>)[key];
    }
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}
