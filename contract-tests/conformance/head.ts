import type { Answer } from '../../parity/answer.ts';
import { fieldOf } from '../../parity/conformance/fields.ts';

/** Fields that tell of a body; whether HEAD sends the first two is the server's to say (RFC 9110, 9.3.2). */
const OF_FRAMING = new Set(['content-length', 'transfer-encoding', 'trailer']);
const TELLING = ['content-type', 'content-encoding', 'etag', 'last-modified', 'vary', 'cache-control', 'location'];

/**
 * In what HEAD did not answer as GET does (RFC 9110, 9.3.2). GET is asked before and after: what these two do not have in common is
 * not HEAD's to have.
 * @param houseRules whether HEAD must have all of GET's fields; the RFC only advises it
 */
export function checkHeadAgainstGet(
  before: Answer,
  head: Answer,
  after: Answer,
  houseRules: boolean,
): readonly string[] {
  if (before.status !== after.status) return [];
  if (head.status !== before.status) return [`HEAD has status ${head.status}, GET ${before.status}`];
  const stable = (name: string) => fieldOf(before, name) === fieldOf(after, name);
  const wrong = TELLING.filter(
    (name) => stable(name) && isWrong(fieldOf(before, name), fieldOf(head, name), houseRules),
  );
  const length = fieldOf(head, 'content-length');
  if (length !== undefined && before.body.length === after.body.length && length !== String(before.body.length))
    wrong.push('content-length');
  const sent = new Set(namesOf(head));
  const told = new Set(wrong);
  const lacking = houseRules
    ? namesOf(before).filter(
        (name) => !sent.has(name) && !OF_FRAMING.has(name) && !told.has(name) && fieldOf(after, name),
      )
    : [];
  return [
    ...wrong.map((name) => `header ${name} of HEAD is not what GET has`),
    ...lacking.map((name) => `header ${name} of GET is missing in HEAD`),
  ];
}

function isWrong(get: string | undefined, head: string | undefined, houseRules: boolean): boolean {
  return head === undefined ? houseRules && get !== undefined : head !== get;
}

function namesOf({ headers }: Answer): string[] {
  return headers.map(([name]) => name.toLowerCase());
}
