import type { FieldLine } from '../../../parity/answer.ts';
import type { WireCase } from '../../wire/case.ts';
import { request } from '../../wire/request.ts';
import { answers, type Send, type Step } from '../../wire/step.ts';
import type { SampleRequest } from '../sample-request.ts';

/** A case for any two servers; it is built with the header fields that a server is sent with each request. */
export type GenericCase = WireCase<readonly FieldLine[]>;

/** In what a case's request is not the sample. */
export interface Change {
  readonly method?: string;
  readonly target?: string;
  /** Take the place of fields of the same name; `undefined` takes a field away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent twice or with a value of its own: added as they stand. */
  readonly added?: readonly FieldLine[];
  readonly body?: string | Uint8Array | undefined;
  readonly version?: string;
}

/** The sample's request with one change, as one server is sent it. */
export function build(sample: SampleRequest, given: readonly FieldLine[], change: Change = {}): Send {
  const changed = new Map(
    Object.entries(change.headers ?? {}).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  );
  const body = 'body' in change ? change.body : sample.body?.text;
  const type: FieldLine[] =
    sample.body === undefined || body === undefined ? [] : [['Content-Type', sample.body.mediaType]];
  const own = new Set(given.map(([name]) => name.toLowerCase()));
  const lines = [...sample.headers.filter(([name]) => !own.has(name.toLowerCase())), ...given, ...type].filter(
    ([name]) => !changed.has(name.toLowerCase()),
  );
  for (const { name, value } of changed.values()) {
    if (value !== undefined) lines.push([name, value]);
  }
  const host = lines.filter(([name]) => name.toLowerCase() === 'host');
  const others = lines.filter(([name]) => name.toLowerCase() !== 'host');
  return request(change.method ?? sample.operation.method, change.target ?? targetOf(sample), {
    headers: [...host, ...others, ...(change.added ?? [])],
    ...(body === undefined ? {} : { body }),
    ...(change.version === undefined ? {} : { version: change.version }),
  });
}

export function targetOf({ path, query }: SampleRequest, more = ''): string {
  const all = [query, more].filter((part) => part !== '').join('&');
  return all === '' ? path : `${path}?${all}`;
}

/** Makes the cases of one operation: each belongs to it, and those of an unsafe one run one after the other. */
export function casesOf(sample: SampleRequest) {
  const { id, safe } = sample.operation;
  return (
    name: string,
    why: string,
    steps: Change | GenericCase['steps'],
    rules?: GenericCase['rules'],
  ): GenericCase => ({
    name: `${id}: ${name}`,
    why,
    operation: id,
    stateful: !safe,
    steps:
      typeof steps === 'function' || Array.isArray(steps) || 'kind' in steps
        ? (steps as GenericCase['steps'])
        : // What is left of the union: neither a builder nor steps.
          (given) => build(sample, given, steps as Change),
    ...(rules === undefined ? {} : { rules }),
  });
}

/** What one server is sent, and waits for, in a case. */
export function stepsOf({ steps }: GenericCase, given: readonly FieldLine[]): readonly Step[] {
  const built = typeof steps === 'function' ? steps(given) : steps;
  return 'kind' in built ? [built, answers(Math.max(1, built.requests.length))] : built;
}

export function sendsOf(steps: readonly Step[]): readonly Send[] {
  return steps.filter((step) => step.kind === 'send');
}
