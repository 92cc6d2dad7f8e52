/** Where a row is looked at: the pair as it is, one of `conditions.ts`, or a pair over the fixture contract. */
export type Condition =
  | 'plain'
  | 'limited'
  | 'without-error-handler'
  | 'with-a-parameter'
  | 'ending'
  | 'settings'
  | 'fixture'
  | 'fixture-start';

/** One row of the list of known differences between the frameworks, and where it can be seen. */
export interface Row {
  readonly row: number;
  /** A wire case by its name, or one of the condition's. */
  readonly input: string;
  readonly on?: Condition;
  /** What Express and Fastify did, found in all that a client saw (`seen.ts`). */
  readonly express: RegExp;
  readonly fastify: RegExp;
  /** Why the row is not true of these versions; the two patterns show it. */
  readonly untrue?: string;
}

/** The rows that this project's own contract can show; the others are in `fixture/default-pair/rows.ts`. */
export const ROWS: readonly Row[] = [
  // Bodies
  { row: 1, input: 'login: broken JSON', express: /^400.*Unexpected end/s, fastify: /^400.*INVALID_JSON_BODY/s },
  { row: 2, input: 'login: broken JSON', express: /open$/, fastify: /^connection: close$.*closed$/ms },
  { row: 3, input: 'login: a length of 0', express: /required property 'email'/, fastify: /EMPTY_JSON_BODY/ },
  {
    row: 4,
    input: 'login: JSON announced, nothing sent',
    express: /required property 'body'/,
    fastify: /EMPTY_JSON_BODY/,
  },
  { row: 5, input: 'login: no type and no body', express: /^415/, fastify: /^200/ },
  {
    row: 6,
    input: 'login: no type, with a body',
    express: /^415.*unsupported/s,
    fastify: /^415.*FST_ERR_CTP_INVALID_MEDIA_TYPE/s,
  },
  { row: 7, input: 'login: plain text', express: /^415/, fastify: /^200/ },
  {
    row: 8,
    input: 'login: a malformed type',
    express: /^415.*unsupported/s,
    fastify: /^415.*FST_ERR_CTP_INVALID_MEDIA_TYPE/s,
  },
  { row: 9, input: 'login: latin-1', express: /^415/, fastify: /^400.*FST_ERR_VALIDATION/s },
  { row: 10, input: 'login: UTF-16', express: /^400.*Unexpected token/s, fastify: /^400.*FST_ERR_VALIDATION/s },
  { row: 11, input: 'login: __proto__', express: /required property 'email'/, fastify: /INVALID_JSON_BODY/ },
  {
    row: 12,
    input: 'login: constructor.prototype',
    express: /required property 'email'/,
    fastify: /INVALID_JSON_BODY/,
  },
  { row: 13, input: 'login: null', express: /Unexpected token/, fastify: /body must be object/ },
  {
    row: 14,
    input: 'answer: login with a byte order mark',
    express: /^200/,
    fastify: /^200/,
    untrue: 'both strip a byte order mark and read the JSON behind it',
  },
  {
    row: 15,
    input: 'body: a byte order mark alone',
    express: /required property 'email'/,
    fastify: /INVALID_JSON_BODY/,
  },
  { row: 16, input: 'body size: between the defaults of the two', express: /^413/, fastify: /^200/ },
  {
    row: 17,
    input: 'updateProfile: larger than it may be, not sent',
    express: /^said nothing/,
    fastify: /^413.*closed$/s,
  },
  {
    row: 18,
    input: 'body: gzip',
    express: /required property 'email'/,
    fastify: /required property 'email'/,
    untrue: 'both inflate: @fastify/compress also undoes the coding of requests',
  },
  {
    row: 19,
    input: 'body: an unknown coding',
    express: /^415/,
    fastify: /^415/,
    untrue: 'both refuse it: @fastify/compress also looks at the coding of requests',
  },
  { row: 20, input: 'answer: a body on GET', express: /^said nothing/, fastify: /^200/ },
  { row: 21, input: 'body: a number for a text', express: /^400/, fastify: /^200/ },
  { row: 22, input: 'body: one property too many', express: /^400.*additional/s, fastify: /^200/ },
  { row: 23, input: 'answer: an email that only a lax format takes', express: /^200/, fastify: /^400.*format/s },
  {
    row: 25,
    on: 'with-a-parameter',
    input: 'a wrong parameter and a wrong body',
    express: /"path":"\/query\/page".*"path":"\/body\/text"/,
    fastify: /"message":"body[^,"]*"\}/,
  },
  { row: 26, input: 'answer: several errors at once', express: /"message":"request\/body/, fastify: /"message":"body/ },
  { row: 27, input: 'body: an invalid one and no token', express: /^401/, fastify: /^400/ },
  {
    row: 28,
    input: 'body: broken JSON and no token',
    express: /^400.*open$/s,
    fastify: /^400.*INVALID_JSON_BODY.*closed$/s,
  },
  // Targets and methods
  { row: 29, input: 'health: a query key that nobody documented', express: /^400/, fastify: /^200/ },
  { row: 35, input: 'target: a percent sign that encodes nothing', express: /^404/, fastify: /^400/ },
  { row: 36, input: 'target: an encoded letter', express: /^404/, fastify: /^200/ },
  { row: 37, input: 'target: a trailing slash', express: /^200/, fastify: /^404/ },
  { row: 38, input: 'target: another case', express: /^200/, fastify: /^404/ },
  { row: 39, input: 'target: absolute form', express: /^404/, fastify: /^200/ },
  { row: 40, input: 'target: a fragment', express: /^404/, fastify: /^200/ },
  { row: 42, input: 'method: PUT', express: /^405.*method not allowed/s, fastify: /^404/ },
  { row: 43, input: 'answer: HEAD /health', express: /^405/, fastify: /^200/ },
  // The plugins for CORS answer every OPTIONS; without them it would be 405 and 404.
  { row: 44, input: 'target: OPTIONS of a path', express: /^204/, fastify: /^400/ },
  { row: 45, input: 'target: QUERY without a type', express: /^405/, fastify: /^400/ },
  {
    row: 46,
    input: 'target: broken JSON on an unknown path',
    express: /^400.*open$/s,
    fastify: /^400.*INVALID_JSON_BODY.*closed$/s,
  },
  { row: 47, input: 'target: unknown', express: /^404.*"errors":/s, fastify: /^404.*Route GET:\/nothing not found/s },
  // Heads
  { row: 48, input: 'answer: health', express: /^ETag: W\//m, fastify: /^(?!.*etag:)/is },
  { row: 49, input: 'answer: If-None-Match: *', express: /^304/, fastify: /^200/ },
  {
    row: 50,
    input: 'target: a percent sign that encodes nothing',
    express: /^Content-Type: .*charset=utf-8$/m,
    fastify: /^Content-Type: application\/json$/m,
  },
  { row: 51, input: 'answer: health', express: /^Content-Type:/m, fastify: /^content-type:.*^Keep-Alive:/ms },
  {
    row: 52,
    input: 'answer: health',
    express: /^(?!.*x-powered-by)/is,
    fastify: /^(?!.*x-powered-by)/is,
    untrue: 'helmet takes it away',
  },
  { row: 53, input: 'answer: health', express: /^Keep-Alive: timeout=5$/m, fastify: /^Keep-Alive: timeout=72$/m },
  { row: 54, input: 'requestTimeout of the server', on: 'settings', express: /^300000 ms$/, fastify: /^0 ms$/ },
  {
    row: 55,
    input: 'framing: garbage',
    express: /^400 Bad Request\nConnection: close\n\n\nclosed$/,
    fastify: /^400.*"error":"Bad Request"/s,
  },
  {
    row: 56,
    input: 'a request that ends after the server began to',
    on: 'ending',
    express: /^200/,
    fastify: /^503.*closed$/s,
  },
  {
    row: 57,
    input: 'answer: preflight',
    express: /Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE$/im,
    fastify: /Allow-Methods: GET, ?HEAD, ?POST$/im,
  },
  { row: 58, input: 'answer: preflight without what it asks for', express: /^204/, fastify: /^400/ },
  {
    row: 59,
    input: 'answer: an origin that may read it',
    express: /^Vary: Origin/m,
    fastify: /^(?!.*^vary:[^\n]*origin)/ims,
  },
  {
    row: 60,
    input: 'target: a percent sign that encodes nothing',
    express: /^X-Content-Type-Options: nosniff$/m,
    fastify: /^(?!.*x-content-type-options)/is,
  },
  {
    row: 61,
    input: 'coding: an operation, every coding wanted',
    express: /^Content-Encoding: br$/m,
    fastify: /^content-encoding: zstd$/m,
  },
  {
    row: 62,
    input: 'answer: a small one, compression wanted',
    express: /^Vary: .*Accept-Encoding/m,
    fastify: /^(?!.*accept-encoding)/is,
  },
  // Limits
  {
    row: 63,
    on: 'limited',
    input: 'one request',
    express: /^X-RateLimit-Reset: \d{10}$/m,
    fastify: /^x-ratelimit-reset: \d{1,2}$/m,
  },
  { row: 64, on: 'limited', input: 'two /64 of one /56', express: /^429/, fastify: /^200/ },
  { row: 65, on: 'limited', input: 'unknown paths', express: /^429/, fastify: /^404/ },
  {
    row: 66,
    on: 'limited',
    input: 'one request too many',
    express: /^429.*^Content-Type: text\/html/ms,
    fastify: /^429.*^content-type: application\/json/ms,
  },
  // Errors
  {
    row: 74,
    on: 'without-error-handler',
    input: 'broken JSON',
    express: /^400.*default-src 'none'.*<!DOCTYPE html>/s,
    fastify: /^400.*default-src 'self'.*"statusCode":400/s,
  },
];
