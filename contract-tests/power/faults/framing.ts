import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import type { Fault } from '../fault.ts';
import { changeField, field, withBody, withField, withoutField } from '../proxy/fields.ts';
import type { AnswerMessage } from '../proxy/message.ts';
import { inAnswers, onStatus } from './answers.ts';

/** How the body's end is known, and in which coding it comes. */
export const framing: readonly Fault[] = [
  inAnswers('framing: chunks where there was a length', 'row 61; RFC 9112, 6', (answer) =>
    answer.framing === 'length' && answer.body.length > 0
      ? {
          ...withField(withoutField(answer, 'content-length'), 'Transfer-Encoding: chunked'),
          framing: 'chunked',
        }
      : answer,
  ),
  inAnswers('framing: a length where there were chunks', 'row 61; RFC 9112, 6', (answer) =>
    answer.framing === 'chunked' ? withLength(answer, answer.body) : answer,
  ),
  inAnswers('framing: the body ends with the connection', 'RFC 9112, 6.3', (answer) =>
    answer.framing === 'length' && answer.status < 400
      ? { ...withoutField(answer, 'content-length'), framing: 'close', afterwards: 'close' }
      : answer,
  ),
  inAnswers('framing: HEAD without a length', 'row 43; RFC 9110, 9.3.2', (answer, { method }) =>
    method === 'HEAD' ? withoutField(answer, 'content-length') : answer,
  ),
  inAnswers('framing: HEAD with the length of nothing', 'row 43; RFC 9110, 8.6', (answer, { method }) =>
    method === 'HEAD' ? changeField(answer, 'content-length', () => '0') : answer,
  ),
  inAnswers('framing: HEAD with a body', 'RFC 9110, 9.3.2', (answer, { method }) =>
    method === 'HEAD' ? { ...answer, body: Buffer.from('{}') } : answer,
  ),
  inAnswers(
    'framing: no content, with its length',
    'RFC 9110, 8.6: what the libraries of preflights send',
    onStatus(204, (answer) => withField(answer, 'Content-Length: 0')),
  ),
  inAnswers('framing: a length in characters', 'RFC 9110, 8.6: not in bytes', (answer) =>
    answer.framing === 'length'
      ? changeField(answer, 'content-length', () => String(answer.body.toString('utf8').length))
      : answer,
  ),
  inAnswers('coding: not compressed', 'row 61; RFC 9110, 12.5.3', (answer) =>
    field(answer, 'content-encoding') === 'gzip'
      ? withLength(withoutField(answer, 'content-encoding'), gunzipSync(answer.body))
      : answer,
  ),
  inAnswers('coding: br instead of gzip', 'row 61; RFC 9110, 12.5.3', (answer) =>
    field(answer, 'content-encoding') === 'gzip'
      ? {
          ...changeField(answer, 'content-encoding', () => 'br'),
          body: brotliCompressSync(gunzipSync(answer.body)),
        }
      : answer,
  ),
  inAnswers('coding: another level of compression', 'a default of another library', (answer) =>
    field(answer, 'content-encoding') === 'gzip'
      ? { ...answer, body: gzipSync(gunzipSync(answer.body), { level: 1 }) }
      : answer,
  ),
  inAnswers('coding: compressed although small', 'row 62: another threshold', (answer, exchange) =>
    answer.framing === 'length' && answer.body.length > 200 && /gzip/.test(field(exchange, 'accept-encoding') ?? '')
      ? withBody(withField(answer, 'Content-Encoding: gzip'), gzipSync(answer.body))
      : answer,
  ),
  inAnswers('coding: compressed although nobody asked', 'RFC 9110, 12.5.3', (answer, exchange) =>
    answer.framing === 'length' && answer.body.length > 1024 && field(exchange, 'accept-encoding') === undefined
      ? withBody(withField(answer, 'Content-Encoding: gzip'), gzipSync(answer.body))
      : answer,
  ),
];

function withLength(answer: AnswerMessage, body: Buffer): AnswerMessage {
  const bare = withoutField(answer, 'transfer-encoding');
  return { ...withField(bare, `Content-Length: ${body.length}`), framing: 'length', body };
}
