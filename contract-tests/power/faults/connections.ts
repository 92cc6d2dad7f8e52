import type { Fault } from '../fault.ts';
import { changeField, field } from '../proxy/fields.ts';
import { type ChangeAnswer, inAnswers, planted } from './answers.ts';

const connection = (name: string, about: string, answer: ChangeAnswer) =>
  inAnswers(`connection: ${name}`, about, answer, 'connection');

const announcesClose: (answer: Parameters<ChangeAnswer>[0]) => boolean = (answer) =>
  field(answer, 'connection') === 'close';

/** What becomes of a connection, and what comes on it beside answers. */
export const connections: readonly Fault[] = [
  connection('announced as closed after errors', 'row 2', (answer) =>
    answer.status >= 400 && answer.status < 500
      ? { ...changeField(answer, 'connection', () => 'close'), afterwards: 'close' }
      : answer,
  ),
  connection('closed after errors without a word', 'RFC 9112, 9.6', (answer) =>
    answer.status >= 400 ? { ...answer, afterwards: 'close' } : answer,
  ),
  connection('closed after every answer', 'RFC 9112, 9.3: keep-alive switched off', (answer) => ({
    ...changeField(answer, 'connection', () => 'close'),
    afterwards: 'close',
  })),
  connection('reset where it should be closed', 'RFC 9112, 9.6: data is lost', (answer) =>
    announcesClose(answer) ? { ...answer, afterwards: 'reset' } : answer,
  ),
  connection('kept open in words, closed in deed', 'RFC 9112, 9.6', (answer) =>
    announcesClose(answer) ? changeField(answer, 'connection', () => 'keep-alive') : answer,
  ),
  connection('cut off within the body', 'RFC 9112, 8: a stream that failed', (answer, { target }) =>
    target.startsWith('/openapi.json') ? { ...answer, cutAtBytes: 1500, afterwards: 'close' } : answer,
  ),
  connection('reset within the body', 'RFC 9112, 8: a stream that failed', (answer, { target }) =>
    target.startsWith('/docs') ? { ...answer, cutAtBytes: 1500, afterwards: 'reset' } : answer,
  ),
  connection('closed without an answer to a wrong method', 'row 45', (answer) =>
    answer.status === 405 ? { ...answer, cutAtBytes: 0, afterwards: 'close' } : answer,
  ),
  connection('no answer to an unknown method', 'row 67: a handler that returns nothing', (answer, { method }) =>
    method === 'TRACE' ? undefined : answer,
  ),
  connection('one answer too many to a broken body', 'RFC 9112, 7.1', (answer) => {
    if (answer.status !== 400 || !announcesClose(answer) || answer.framing !== 'length') return answer;
    const again = Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return { ...answer, body: Buffer.concat([answer.body, again]) };
  }),
  planted('connection: 100 is not sent', 'RFC 9110, 10.1.1', 'connection', { interim: () => undefined }),
  planted('connection: 100 says more', 'RFC 9110, 15.2.1', 'connection', {
    interim: (interim) => ({ ...interim, headers: [...interim.headers, ['X-Interim', '1']] }),
  }),
];
