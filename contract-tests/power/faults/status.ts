import type { Fault } from '../fault.ts';
import { inAnswers, onOperation, onStatus, onText } from './answers.ts';

/** Answers with another status: what clients branch on first. */
export const status: readonly Fault[] = [
  to(200, 203, 'success of one operation', 'RFC 9110, 15.3', 'GET /api/auth/profile'),
  to(201, 200, 'created', 'RFC 9110, 15.3.2: a framework default', 'POST /api/auth/register'),
  to(204, 200, 'no content', 'row 58: a preflight by another plugin'),
  to(400, 422, 'invalid body', 'RFC 9110, 15.5.21: the habit of other validators'),
  to(401, 403, 'no credentials', 'RFC 9110, 15.5.2: the two are often taken for one another'),
  to(403, 401, 'not allowed', 'RFC 9110, 15.5.4'),
  to(404, 400, 'unknown path', 'row 35'),
  to(405, 404, 'wrong method', 'row 42; RFC 9110, 15.5.6'),
  to(409, 400, 'conflict', 'RFC 9110, 15.5.10'),
  to(413, 400, 'too large', 'row 16; RFC 9110, 15.5.14'),
  to(415, 400, 'media type', 'row 7; RFC 9110, 15.5.16'),
  to(429, 503, 'budget spent', 'row 66; RFC 6585, 4'),
  to(431, 400, 'head too large', 'row 55; RFC 6585, 5'),
  to(503, 500, 'engine late', 'RFC 9110, 15.6.4: an error nobody caught'),
  inAnswers(
    'status: wrong password 401 -> 404',
    'an error class mapped otherwise in one handler',
    onText(
      /credentials_invalid/,
      onStatus(401, (answer) => ({ ...answer, status: 404, reason: 'Not Found' })),
    ),
  ),
  inAnswers('status: reason phrase missing', 'RFC 9112, 4: HTTP/2 habits', (answer) => ({ ...answer, reason: '' })),
  inAnswers(
    'status: reason phrase of a handler',
    'RFC 9112, 4: statusMessage set by hand',
    onStatus(401, (answer) => ({ ...answer, reason: 'Not Authorized' })),
  ),
  inAnswers('status: HTTP/1.0', 'RFC 9112, 2.3', (answer) =>
    answer.framing === 'chunked' ? answer : { ...answer, version: '1.0' },
  ),
];

function to(from: number, other: number, what: string, about: string, operation?: string): Fault {
  const change = onStatus(from, (answer) => ({ ...answer, status: other }));
  const name = `status: ${what} ${from} -> ${other}`;
  return inAnswers(name, about, operation === undefined ? change : onOperation(operation, change));
}
