import type { IncomingHttpHeaders } from 'node:http';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import type { Parameter } from '../../contract/parameters.ts';
import type { FieldError } from '../../contract/problems.ts';
import { readCookies } from './cookies.ts';
import type { DocumentReading } from './parameter-document.ts';
import { shapeOf } from './parameter-shape.ts';
import { createTextReader, type Decode, type Reading, readList, readRecord } from './parameter-text.ts';
import { decodePercent, decodeQueryText, type QueryPair, readQuery } from './query.ts';
import { PLACES } from './validated-contract.ts';
import type { SchemaObject } from './validated-schema.ts';
import { escapeToken } from './wording.ts';

/** An operation's parameters by the contract's names; texts where the validators have not yet turned them into their types. */
export interface Input {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly cookies: Record<string, unknown>;
}

/** Where a request's parameters stand. */
export interface InputSource {
  /** Raw path of the target, without query. */
  readonly path: string;
  /** Request target in origin form. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface InputReading {
  readonly input: Input;
  /** What could not be read; a parameter named here is not in the input. */
  readonly errors: readonly FieldError[];
}

/**
 * A function that reads an operation's parameters off the raw target, header fields and cookies: one decision for both servers,
 * whose own readers know few of the contract's styles, and not the same ones. What is absent is left to the validators, which
 * fill in defaults and miss what is required.
 */
export function createParameterReader(
  document: OpenApiDocument,
  operation: Operation,
): (source: InputSource) => InputReading {
  const { parameters } = operation;
  const path = pathTexts(operation);
  const query = parameters.filter((parameter) => parameter.in === 'query').map((one) => queryReader(document, one));
  // Records that take any name get what the others leave.
  query.sort((a, b) => Number(a.open) - Number(b.open));
  const texts = parameters
    .filter((parameter) => parameter.in !== 'query')
    .map((parameter) => ({ parameter, read: createTextReader(document, parameter, DECODERS[parameter.in]) }));
  const hasCookies = parameters.some((parameter) => parameter.in === 'cookie');

  return (source) => {
    const input: Input = { path: {}, query: {}, headers: {}, cookies: {} };
    const errors: FieldError[] = [];
    const note = ({ name, in: place }: Parameter, reading: Reading | DocumentReading) => {
      const base = `/${PLACES[place]}/${escapeToken(name)}`;
      if ('value' in reading) input[PLACES[place]][name] = reading.value;
      else if ('fault' in reading) errors.push({ pointer: `${base}${reading.at ?? ''}`, detail: reading.fault });
      else errors.push(...reading.faults.map(({ pointer, detail }) => ({ pointer: base + pointer, detail })));
    };
    const left = new Set(readQuery(source.target));
    for (const { parameter, claims, read } of query) {
      const claimed = [...left].filter(({ key }) => claims(key));
      for (const pair of claimed) left.delete(pair);
      if (claimed.length > 0) note(parameter, read(claimed));
    }
    for (const { key } of left) errors.push({ pointer: `/query/${escapeToken(key)}`, detail: 'is not allowed' });
    const cookies = hasCookies ? readCookies(source.headers.cookie) : new Map<string, string>();
    const pathValues = path(source.path);
    for (const { parameter, read } of texts) {
      const raw =
        parameter.in === 'path'
          ? pathValues.get(parameter.name)
          : parameter.in === 'header'
            ? source.headers[parameter.name.toLowerCase()]?.toString()
            : cookies.get(parameter.name);
      if (raw !== undefined) note(parameter, read(raw));
    }
    return { input, errors };
  };
}

/** Header fields are not percent-encoded; lists of them have spaces behind the commas (RFC 9110, 5.6.1). */
const DECODERS: Readonly<Record<Parameter['in'], Decode>> = {
  path: decodePercent,
  query: decodeQueryText,
  header: (raw) => raw.trim(),
  cookie: decodePercent,
};

/** A function that finds the raw text of each path parameter by its segment. */
function pathTexts({ path }: Operation): (path: string) => ReadonlyMap<string, string> {
  const places = path
    .split('/')
    .flatMap((segment, index) => (segment.startsWith('{') ? [{ index, name: segment.slice(1, -1) }] : []));
  return (sent) => {
    const segments = sent.split('/');
    return new Map(places.map(({ index, name }) => [name, segments[index] ?? '']));
  };
}

interface QueryReader {
  readonly parameter: Parameter;
  readonly open: boolean;
  readonly claims: (key: string) => boolean;
  /** At least one pair. */
  readonly read: (pairs: readonly QueryPair[]) => Reading | DocumentReading;
}

function queryReader(document: OpenApiDocument, parameter: Parameter): QueryReader {
  const { name, style, explode, mediaType } = parameter;
  // The contract's linter has seen that it is a schema.
  const shape = shapeOf(document, parameter.schema as SchemaObject);
  const isRecord = mediaType === undefined && shape.kinds.has('record');
  if (isRecord && style === 'deepObject') {
    const memberOf = (key: string) =>
      key.startsWith(`${name}[`) ? /^\[([^[\]]+)\]$/.exec(key.slice(name.length))?.[1] : undefined;
    return {
      parameter,
      open: false,
      claims: (key) => memberOf(key) !== undefined,
      read: (pairs) =>
        readRecord(
          document,
          shape,
          pairs.map(({ key, rawValue }) => [encode(memberOf(key)), rawValue]),
          decodeQueryText,
        ),
    };
  }
  if (isRecord && explode) {
    return {
      parameter,
      open: shape.open,
      claims: (key) => shape.open || shape.members.has(key),
      read: (pairs) =>
        readRecord(
          document,
          shape,
          pairs.map(({ key, rawValue }) => [encode(key), rawValue]),
          decodeQueryText,
        ),
    };
  }
  const claims = (key: string) => key === name;
  if (mediaType === undefined && explode && shape.kinds.has('list')) {
    return {
      parameter,
      open: false,
      claims,
      read: (pairs) =>
        readList(
          document,
          shape,
          pairs.map(({ rawValue }) => rawValue),
          decodeQueryText,
        ),
    };
  }
  const readText = createTextReader(document, parameter, decodeQueryText);
  return {
    parameter,
    open: false,
    claims,
    read: ([first, ...others]) =>
      others.length > 0 ? { fault: 'is given more than once' } : readText(first?.rawValue ?? ''),
  };
}

/** A key is decoded already, and is about to be decoded like the other texts. */
function encode(key: string | undefined): string {
  return encodeURIComponent((key ?? '').toWellFormed());
}
