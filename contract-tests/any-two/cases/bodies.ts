import { gzipSync } from 'node:zlib';
import { chunked } from '../../wire/request.ts';
import type { SampleBody, SampleRequest } from '../sample-request.ts';
import { type Change, casesOf, type GenericCase } from './build.ts';

/** A server that refuses a body before it has read it may close or reset: the kernel decides which of the two is seen. */
const EITHER_END = { resets: 'as-closed' } as const;

/** Larger bodies than this are not sent to find a limit. */
const LARGEST_BYTES = 2 * 1024 * 1024;

/** Bodies of one operation: media types, codings, framings, and each member missing or of another type. */
export function bodies(sample: SampleRequest): GenericCase[] {
  const make = casesOf(sample);
  const { body } = sample;
  if (body === undefined) {
    return sample.operation.safe
      ? [
          make(
            'body: where none is documented',
            'RFC 9110, 9.3.1',
            { body: '{}', headers: { 'Content-Type': 'application/json' } },
            EITHER_END,
          ),
        ]
      : [];
  }
  const typed = (name: string, type: string | undefined) =>
    make(`type: ${name}`, 'RFC 9110, 15.5.16', { headers: { 'Content-Type': type } }, EITHER_END);
  return [
    typed('none', undefined),
    typed('empty', ''),
    typed('upper case', body.mediaType.toUpperCase()),
    typed('with UTF-8', `${body.mediaType}; charset=utf-8`),
    typed('with latin-1', `${body.mediaType}; charset=iso-8859-1`),
    typed('with UTF-16', `${body.mediaType}; charset=utf-16`),
    typed('with an unknown parameter', `${body.mediaType}; x=1`),
    typed('text', 'text/plain'),
    typed('a form', 'application/x-www-form-urlencoded'),
    typed('multipart', 'multipart/form-data; boundary=x'),
    typed('no media type', 'json'),
    typed('unknown', 'application/x-unknown'),
    ...framings(sample, body),
    ...(/[/+]json\b/i.test(body.mediaType) ? [...texts(sample, body), ...members(sample, body)] : []),
  ];
}

function framings(sample: SampleRequest, { text }: SampleBody): GenericCase[] {
  const make = casesOf(sample);
  const { maxBodyBytes } = sample.operation;
  const coded = (name: string, coding: string, bytes: Uint8Array | string) =>
    make(`body: ${name}`, 'RFC 9110, 8.4', { headers: { 'Content-Encoding': coding }, body: bytes }, EITHER_END);
  return [
    make('body: none', 'OAS 3.0.3, requestBody.required', { body: undefined }),
    make('body: of length 0', 'RFC 9112, 6.3', { body: '' }),
    make('body: in chunks', 'RFC 9112, 7.1', {
      headers: { 'Transfer-Encoding': 'chunked' },
      body: chunked([text.slice(0, 3), text.slice(3)].filter((part) => part !== '')),
    }),
    make(
      'body: a broken chunk',
      'RFC 9112, 7.1',
      { headers: { 'Transfer-Encoding': 'chunked' }, body: 'zz\r\n' },
      EITHER_END,
    ),
    make(
      'body: two lengths',
      'RFC 9112, 6.3',
      {
        added: [
          ['Content-Length', '1'],
          ['Content-Length', '2'],
        ],
      },
      EITHER_END,
    ),
    coded('gzip', 'gzip', gzipSync(text)),
    coded('gzip that is none', 'gzip', text),
    coded('an unknown coding', 'x-unknown', text),
    make('body: expected', 'RFC 9110, 10.1.1', { headers: { Expect: '100-continue' } }, EITHER_END),
    ...(maxBodyBytes < LARGEST_BYTES
      ? [make('body: a byte too large', 'RFC 9110, 15.5.14', { body: `"${'a'.repeat(maxBodyBytes - 1)}"` }, EITHER_END)]
      : []),
  ];
}

function texts(sample: SampleRequest, { text, value }: SampleBody): GenericCase[] {
  const make = casesOf(sample);
  const as = (name: string, body: string) => make(`body: ${name}`, 'RFC 8259', { body });
  const spliced = (more: string) =>
    text.endsWith('}') ? `${text.slice(0, -1)}${text === '{}' ? '' : ','}${more}}` : more;
  return [
    as('cut off', text.slice(0, -1)),
    as('an empty object', '{}'),
    as('an empty list', '[]'),
    as('null', 'null'),
    as('a number', '1'),
    as('a text', '"a"'),
    as('with a byte order mark', `\ufeff${text}`),
    as('behind blanks', ` \n\t${text}\n`),
    as('written wide', JSON.stringify(value, null, 2)),
    as('an unknown member', spliced('"zzz":1')),
    as('a member __proto__', spliced('"__proto__":{"zzz":1}')),
    as('a member constructor', spliced('"constructor":{"prototype":{"zzz":1}}')),
    as('every member twice', text.endsWith('}') ? spliced(text.slice(1, -1) || '"zzz":1') : text + text),
    as('nested 500 deep', '['.repeat(500) + ']'.repeat(500)),
  ];
}

function members(sample: SampleRequest, { value }: SampleBody): GenericCase[] {
  const make = casesOf(sample);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const others: Readonly<Record<string, unknown>> = {
    null: null,
    true: true,
    'a number': -1.5,
    'an empty text': '',
    'a list': [],
    'an object': {},
  };
  const change = (changed: object): Change => ({ body: JSON.stringify(changed) });
  return Object.keys(value).flatMap((name) => [
    make(
      `member ${name}: missing`,
      'OAS 3.0.3, required',
      change(Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))),
    ),
    ...Object.entries(others).map(([kind, other]) =>
      make(`member ${name}: ${kind}`, 'OAS 3.0.3, type', change({ ...value, [name]: other })),
    ),
  ]);
}
