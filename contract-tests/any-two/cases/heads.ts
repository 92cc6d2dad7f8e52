import { inPieces, pipeline } from '../../wire/request.ts';
import { answers } from '../../wire/step.ts';
import type { Guard } from '../guard.ts';
import type { SampleRequest } from '../sample-request.ts';
import { build, type Change, casesOf, type GenericCase } from './build.ts';

/** The case that sends the sample as it is: where the baseline does not repeat its answer to it, the operation is unstable. */
export const AS_DOCUMENTED = 'as documented';

const FIELDS: readonly (readonly [name: string, why: string, field: string, value: string])[] = [
  ['any type accepted', 'RFC 9110, 12.5.1', 'Accept', '*/*'],
  ['only HTML accepted', 'RFC 9110, 12.5.1', 'Accept', 'text/html'],
  [
    'a browser accepts',
    'RFC 9110, 12.5.1',
    'Accept',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ],
  ['JSON not accepted', 'RFC 9110, 12.5.1', 'Accept', 'application/json;q=0'],
  ['Accept that is none', 'RFC 9110, 12.5.1', 'Accept', '///'],
  ...['gzip', 'br', 'deflate', 'zstd', '*', 'identity;q=0', 'gzip;q=0, *'].map(
    (coding) => [`as ${coding}`, 'RFC 9110, 12.5.3', 'Accept-Encoding', coding] as const,
  ),
  ['another language', 'RFC 9110, 12.5.4', 'Accept-Language', 'tlh'],
  ['If-None-Match: *', 'RFC 9110, 13.1.2', 'If-None-Match', '*'],
  ['If-Modified-Since', 'RFC 9110, 13.1.3', 'If-Modified-Since', 'Fri, 01 Jan 2038 00:00:00 GMT'],
  ['If-Modified-Since that is no date', 'RFC 9110, 13.1.3', 'If-Modified-Since', 'yesterday'],
  ['If-Match', 'RFC 9110, 13.1.1', 'If-Match', '"none"'],
  ['a range', 'RFC 9110, 14.2', 'Range', 'bytes=0-1'],
  ['a range beyond the end', 'RFC 9110, 15.5.17', 'Range', 'bytes=99999999-'],
  ['an origin', 'Fetch, CORS protocol', 'Origin', 'https://elsewhere.example'],
  ['the origin null', 'Fetch, CORS protocol', 'Origin', 'null'],
  ['a request id', 'echoed by many servers', 'X-Request-Id', 'a-b_c.1'],
  ['a forwarded address', 'RFC 7239', 'X-Forwarded-For', '203.0.113.9'],
  ['another method in a header', 'some servers obey it', 'X-Http-Method-Override', 'HEAD'],
  ['an unknown expectation', 'RFC 9110, 10.1.1', 'Expect', 'tea'],
  ['a cookie that is none', 'RFC 6265, 5.4', 'Cookie', '=; ;a'],
  ['Connection: close', 'RFC 9112, 9.6', 'Connection', 'close'],
  ['Connection: keep-alive', 'RFC 9112, 9.3', 'Connection', 'keep-alive'],
];

/** Methods, fields, credentials and connections around one operation's request. */
export function heads(sample: SampleRequest, options: { readonly guard: Guard }): GenericCase[] {
  const make = casesOf(sample);
  const { operation } = sample;
  return [
    make(AS_DOCUMENTED, 'the contract', {}),
    make('HTTP/1.0', 'RFC 9112, 9.3', { version: 'HTTP/1.0' }),
    make('HTTP/1.0, kept', 'RFC 9112, C.2.2', { version: 'HTTP/1.0', headers: { Connection: 'keep-alive' } }),
    make('in pieces of 7 bytes', 'chunk boundaries are timing', (given) => inPieces(build(sample, given), 7)),
    ...(operation.safe ? twice(sample) : []),
    ...methods(sample, options),
    ...FIELDS.map(([name, why, field, value]) => make(name, why, { headers: { [field]: value } })),
    make('one field twice', 'RFC 9110, 5.3', {
      added: [
        ['X-Twice', '1'],
        ['x-twice', '2'],
      ],
    }),
    ...credentials(sample),
  ];
}

function twice(sample: SampleRequest): GenericCase[] {
  const make = casesOf(sample);
  return [
    make('twice on one connection', 'RFC 9112, 9.3', (given) => [
      build(sample, given),
      answers(1),
      build(sample, given),
      answers(2),
    ]),
    make('pipelined', 'RFC 9112, 9.3.2', (given) => pipeline(build(sample, given), build(sample, given))),
  ];
}

function methods(sample: SampleRequest, { guard }: { readonly guard: Guard }): GenericCase[] {
  const make = casesOf(sample);
  const without: Change = { body: undefined };
  const preflight = {
    Origin: 'https://elsewhere.example',
    'Access-Control-Request-Method': sample.operation.method,
    'Access-Control-Request-Headers': 'authorization, content-type',
  };
  const others = ['POST', 'PUT', 'PATCH', 'DELETE', 'BREW'].filter((method) => guard(method, sample.path));
  return [
    make('HEAD', 'RFC 9110, 9.3.2', { ...without, method: 'HEAD' }),
    make('OPTIONS', 'RFC 9110, 9.3.7', { ...without, method: 'OPTIONS' }),
    make('TRACE', 'RFC 9110, 9.3.8', { ...without, method: 'TRACE' }),
    make('preflight', 'Fetch, CORS-preflight request', { ...without, method: 'OPTIONS', headers: preflight }),
    ...others
      .filter((method) => method !== sample.operation.method)
      .map((method) => ({
        ...make(`${method} instead`, 'RFC 9110, 15.5.6', { ...without, method }),
        stateful: true,
      })),
  ];
}

function credentials(sample: SampleRequest): GenericCase[] {
  const make = casesOf(sample);
  if (sample.credentialHeaders.size === 0) return [];
  const none = Object.fromEntries([...sample.credentialHeaders].map((name) => [name, undefined]));
  const as = (name: string, value: string) =>
    make(`credentials: ${name}`, 'RFC 9110, 11.6.2', { headers: { ...none, authorization: value } });
  return [
    make('credentials: none', 'RFC 9110, 15.5.2', { headers: none }),
    as('a scheme alone', 'Bearer'),
    as('a token that is none', 'Bearer x.y.z'),
    as('another scheme', 'Basic YTpi'),
    as('an unknown scheme', 'Unknown a'),
    as('empty', ''),
  ];
}
