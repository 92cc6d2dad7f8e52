import { wireCaseName, wireCaseText } from '../../parity/wire-case-text.ts';
import type { KeptDifference } from './kept.ts';

/** From a file among the cases that were found to the folder of the wire cases. */
const WIRE = '../..';
/** The case's builder writes the length; ours may no more be true. */
const WRITTEN_ANEW: ReadonlySet<string> = new Set(['content-length']);

/** Source text of a table of one wire case, for a file in `contract-tests/wire/cases/found/`. */
export function exportCase({ id, at, operationId, method, target, lines, request }: KeptDifference): string {
  const { encoding, content } = request.body;
  const body = encoding === 'utf-8' ? content : Buffer.from(content, 'base64');
  const headers = request.headers.map(({ name, value }) => [name, value] as const);
  const found = {
    title: `${operationId} by the shadow, ${id}`,
    seen: lines.join('; '),
    source: `Found by the router's shadow at ${at}; secrets are stars`,
    operation: operationId,
    method,
    target,
    headers: headers.filter(([name]) => !WRITTEN_ANEW.has(name.toLowerCase())),
    body: body.length === 0 ? undefined : body,
    stateful: false,
  };
  return wireCaseText(found, wireCaseName(`${operationId} shadow ${id}`), WIRE);
}
