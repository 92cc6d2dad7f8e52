import type fc from 'fast-check';
import { boundaryValue } from './boundary-values.ts';
import { brokenValue, occurs } from './broken-values.ts';
import { type CaseKind, kindOf, type Parts, pointerOf, replaceBody, replaceParameter } from './case-kind.ts';
import type { OperationInputs, Parameter } from './inputs.ts';
import { schemaAt, valueBrokenAt, valueWith } from './placed-values.ts';
import { type Place, placesOf } from './places.ts';
import { isSendable, type SentBody, sentBody } from './request-values.ts';
import { keyOf, type RequestValues } from './requests.ts';
import type { SchemaBook } from './schema.ts';

/** One kind for each keyword at each place; what must be there counts as a keyword of its place. */
export function brokenKinds(parts: Parts): CaseKind[] {
  const { book, inputs, good } = parts;
  const broken = (name: string, weight: number, values: () => fc.Arbitrary<RequestValues> | undefined) =>
    kindOf(parts, { kind: `broken ${name}`, expectation: 'invalid', keyword: name, weight }, values);
  const fits = ({ bytes }: SentBody) => Buffer.byteLength(bytes) <= inputs.operation.maxBodyBytes;
  const withBody = (bodies: fc.Arbitrary<SentBody>) =>
    occurs(bodies, fits) ? replaceBody(good(), bodies.filter(fits)) : undefined;
  return [
    ...inputs.parameters.flatMap((parameter) => [
      ...(parameter.required && parameter.in !== 'path'
        ? [broken(`${pointerOf(parameter)} required`, 1, () => good().map((values) => without(values, parameter)))]
        : []),
      ...parameterPlaces(book, parameter).map((place) =>
        broken(nameOf(place), 1, () => replaceParameter(parts, parameter, brokenParameter(book, parameter, place))),
      ),
    ]),
    ...(inputs.operation.bodyRequired && inputs.bodies.length > 0
      ? [broken('/body required', 1, () => good().map((values) => ({ ...values, body: undefined })))]
      : []),
    ...inputs.bodies
      .filter(({ form }) => form !== 'binary')
      .flatMap((input) =>
        placesOf(book, input.schema, bodyPointer(inputs, input.mediaType))
          .filter(({ keyword }) => input.form === 'json' || keyword !== 'type')
          .map((place) =>
            broken(nameOf(place), weightOf(book, input.schema, place), () => {
              const values = valueBrokenAt(book, input.schema, place);
              return values && withBody(values.map((value) => sentBody(input, value)));
            }),
          ),
      ),
  ];
}

/** One kind for each bound: at it, and one inside. */
export function boundaryKinds(parts: Parts): CaseKind[] {
  const { book, inputs, good } = parts;
  const at = (place: Place, weight: number, values: () => fc.Arbitrary<RequestValues> | undefined) =>
    kindOf(parts, { kind: `boundary ${nameOf(place)}`, expectation: 'valid', weight }, values);
  const hasBranch = (place: Place) => place.steps.some(({ kind }) => kind === 'branch');
  return [
    ...inputs.parameters.flatMap((parameter) =>
      parameterPlaces(book, parameter).map((place) =>
        at(place, 1, () => {
          const part = boundaryValue(book, schemaAt(book, parameter.schema, place.steps), place.keyword);
          const values = part && valueWith(book, parameter.schema, place.steps, part);
          const fits = (value: unknown) => isSendable(parameter, value, false) && book.accepts(parameter.schema, value);
          return replaceParameter(parts, parameter, values && occurs(values, fits) ? values.filter(fits) : undefined);
        }),
      ),
    ),
    ...inputs.bodies
      .filter(({ form }) => form === 'json')
      .flatMap((input) =>
        placesOf(book, input.schema, bodyPointer(inputs, input.mediaType))
          .filter((place) => !hasBranch(place) && BOUNDS.test(place.keyword))
          .map((place) =>
            at(place, weightOf(book, input.schema, place), () => {
              const part = boundaryValue(book, schemaAt(book, input.schema, place.steps), place.keyword);
              const values = part && valueWith(book, input.schema, place.steps, part);
              const most = inputs.operation.maxBodyBytes;
              const fits = (value: unknown) =>
                book.accepts(input.schema, value) && Buffer.byteLength(sentBody(input, value).bytes) <= most;
              if (values === undefined || !occurs(values, fits)) return undefined;
              return replaceBody(
                good(),
                values.filter(fits).map((value) => sentBody(input, value)),
              );
            }),
          ),
      ),
  ];
}

const BOUNDS = /^(?:min|max|exclusive|enum$|pattern$)/;

function brokenParameter(book: SchemaBook, parameter: Parameter, place: Place): fc.Arbitrary<unknown> | undefined {
  const part = brokenValue(book, schemaAt(book, parameter.schema, place.steps), place.keyword, place.member);
  if (part === undefined) return undefined;
  // Lists and objects would be sent under other names, or as texts that are of the type.
  const sent =
    place.keyword === 'type' && parameter.style !== 'content'
      ? part.filter((value) => typeof value !== 'object')
      : part;
  const values = valueWith(book, parameter.schema, place.steps, sent);
  const fits = (value: unknown) =>
    isSendable(parameter, value, place.keyword !== 'type' && (parameter.in === 'query' || parameter.in === 'header'));
  return occurs(values, fits) ? values.filter(fits) : undefined;
}

/** The places of a parameter that a text can break: it is of every type that a text can be read as. */
function parameterPlaces(book: SchemaBook, parameter: Parameter): Place[] {
  return placesOf(book, parameter.schema, pointerOf(parameter)).filter(({ keyword, steps }) => {
    if (steps.some(({ kind }) => kind === 'branch') || /^(?:oneOf|anyOf|not)$/.test(keyword)) return false;
    const { type = 'string' } = schemaAt(book, parameter.schema, steps);
    return keyword !== 'type' || parameter.style === 'content' || /^(?:number|integer|boolean)$/.test(type);
  });
}

function without(values: RequestValues, parameter: Parameter): RequestValues {
  const parameters = new Map(values.parameters);
  parameters.delete(keyOf(parameter));
  return { ...values, parameters };
}

/** Bodies of several media types are told apart. */
function bodyPointer({ bodies }: OperationInputs, mediaType: string): string {
  return bodies.length > 1 ? `/body(${mediaType})` : '/body';
}

function nameOf({ pointer, keyword }: Place): string {
  return `${pointer} ${keyword}`;
}

/** Texts of more characters cost as much as many requests; they are drawn seldom. */
const HEAVY = 100_000;

function weightOf(book: SchemaBook, root: Parameter['schema'], { keyword, steps }: Place): number {
  return keyword === 'maxLength' && (schemaAt(book, root, steps).maxLength ?? 0) > HEAVY ? 0.005 : 1;
}
