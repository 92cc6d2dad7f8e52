import type { Contract } from '../../contract/document.ts';
import { type CaseKind, kindOf, once, type Parts, pointerOf, replaceBody, replaceParameter } from './case-kind.ts';
import { inputsOf } from './inputs.ts';
import { boundaryKinds, brokenKinds } from './keyword-cases.ts';
import { NOISES } from './noise.ts';
import { oddBodies } from './odd-bodies.ts';
import { ODD_TEXT } from './odd-texts.ts';
import { validRequestValues } from './request-values.ts';
import { assemble } from './requests.ts';
import { createSchemaBook } from './schema.ts';

/** All kinds of requests to each operation of a contract. */
export function caseKinds({ document, operations }: Contract): CaseKind[] {
  const book = createSchemaBook(document);
  return operations.flatMap((operation) => {
    const inputs = inputsOf(document, book, operation);
    const good = once(() => validRequestValues(book, inputs));
    const parts: Parts = { book, inputs, good, operation: operation.id };
    return [
      kindOf(parts, { kind: 'valid', expectation: 'valid', weight: 30 }, good),
      ...shared(25, brokenKinds(parts)),
      ...shared(10, boundaryKinds(parts)),
      ...shared(15, oddKinds(parts)),
      ...shared(20, noisyKinds(parts)),
    ];
  });
}

function oddKinds(parts: Parts): CaseKind[] {
  const { book, inputs, good } = parts;
  return [
    ...inputs.bodies.flatMap((input) =>
      oddBodies(book, input).map(([kind, bodies]) =>
        kindOf(parts, { kind, expectation: 'unknown', weight: 1 }, () => replaceBody(good(), bodies)),
      ),
    ),
    ...inputs.parameters.map((parameter) =>
      kindOf(parts, { kind: `odd text in ${pointerOf(parameter)}`, expectation: 'unknown', weight: 2 }, () =>
        replaceParameter(
          parts,
          parameter,
          ODD_TEXT.filter((text) => parameter.in !== 'header' || /^[ -~]*$/.test(text)),
        ),
      ),
    ),
  ];
}

function noisyKinds(parts: Parts): CaseKind[] {
  return NOISES.filter(([kind]) => kind !== 'media type' || parts.inputs.bodies.length > 0).map(([kind, add]) => ({
    operation: parts.operation,
    kind: `noise in ${kind}`,
    keyword: undefined,
    weight: 1,
    requests: once(() =>
      add(
        parts
          .good()
          .map((values) =>
            assemble(parts.inputs, values, { kind: `noise in ${kind}`, expectation: 'unknown', keyword: undefined }),
          ),
      ),
    ),
  }));
}

/** Gives the kinds a weight together. */
function shared(weight: number, kinds: readonly CaseKind[]): CaseKind[] {
  const sum = kinds.reduce((total, kind) => total + kind.weight, 0);
  return kinds.map((kind) => ({ ...kind, weight: (kind.weight * weight) / sum }));
}

/** The keywords of an operation's requests. */
export interface Keywords {
  /** `/body/email minLength`: what a suite can break. */
  readonly reachable: readonly string[];
  /** What no request breaks: another keyword forbids it, or it cannot be sent. */
  readonly unreachable: readonly string[];
}

/** Every keyword of the schemas of each operation's requests, so that what was broken can be told as a part of them. */
export function keywordsByOperation(contract: Contract): Readonly<Record<string, Keywords>> {
  const kinds = caseKinds(contract);
  return Object.fromEntries(
    contract.operations.map(({ id }) => {
      const own = kinds.filter(({ operation, keyword }) => operation === id && keyword !== undefined);
      const names = (isWanted: (kind: CaseKind) => boolean) =>
        own.filter(isWanted).flatMap(({ keyword = [] }) => keyword);
      return [
        id,
        {
          reachable: names((kind) => kind.requests() !== undefined),
          unreachable: names((kind) => kind.requests() === undefined),
        },
      ];
    }),
  );
}
