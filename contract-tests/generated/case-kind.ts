import fc from 'fast-check';
import type { OperationInputs, Parameter } from './inputs.ts';
import { addHarmlessHeaders } from './noise.ts';
import type { SentBody } from './request-values.ts';
import { assemble, type GeneratedRequest, keyOf, type RequestValues } from './requests.ts';
import type { SchemaBook } from './schema.ts';

/** Requests to one operation that have one thing in common. */
export interface CaseKind {
  readonly operation: string;
  readonly kind: string;
  /** The keyword that they break: `/body/email minLength`. */
  readonly keyword: string | undefined;
  /** How often it is drawn, against the other kinds of its operation. */
  readonly weight: number;
  /** Made when it is first asked for; undefined where nothing of the kind can be sent. */
  readonly requests: () => fc.Arbitrary<GeneratedRequest> | undefined;
}

/** What the kinds of one operation are made from. */
export interface Parts {
  readonly book: SchemaBook;
  readonly inputs: OperationInputs;
  readonly good: () => fc.Arbitrary<RequestValues>;
  readonly operation: string;
}

export type About = Pick<GeneratedRequest, 'kind' | 'expectation'> & {
  readonly keyword?: string;
  readonly weight: number;
};

export function kindOf(parts: Parts, about: About, values: () => fc.Arbitrary<RequestValues> | undefined): CaseKind {
  const { kind, expectation, keyword, weight } = about;
  return {
    operation: parts.operation,
    kind,
    keyword,
    weight,
    requests: once(() => {
      const requests = values()?.map((sent) => assemble(parts.inputs, sent, { kind, expectation, keyword }));
      return requests === undefined ? undefined : addHarmlessHeaders(requests);
    }),
  };
}

export function replaceParameter(
  { good }: Parts,
  parameter: Parameter,
  values: fc.Arbitrary<unknown> | undefined,
): fc.Arbitrary<RequestValues> | undefined {
  if (values === undefined) return undefined;
  return fc.tuple(good(), values).map(([others, value]) => ({
    ...others,
    parameters: new Map(others.parameters).set(keyOf(parameter), value),
  }));
}

export function replaceBody(
  good: fc.Arbitrary<RequestValues>,
  bodies: fc.Arbitrary<SentBody>,
): fc.Arbitrary<RequestValues> {
  return fc.tuple(good, bodies).map(([values, body]) => ({ ...values, body }));
}

/** Where a parameter is in a request, as a JSON pointer. */
export function pointerOf({ in: place, name }: Parameter): string {
  return `/${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Makes it when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
