import type { ErrorObject } from 'ajv';

/** More lines than a person reads of one answer. */
const MAX_LINES = 10;

/**
 * What a validator found, one line for each place. Values are not shown: they may be secrets, and the place says enough.
 * @param where what was validated, `body`
 */
export function toLines(errors: readonly ErrorObject[], where: string): string[] {
  const byPlace = new Map<string, Set<string>>();
  for (const error of withoutBranches(errors)) {
    const { place, words } = describe(error);
    byPlace.set(place, (byPlace.get(place) ?? new Set()).add(words));
  }
  const lines = [...byPlace].map(
    ([place, words]) => `${where}${place === '' ? '' : ` ${place}`} ${[...words].join(' and ')}`,
  );
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES), `${where} has ${lines.length - MAX_LINES} more such faults`];
}

/** A value that fits no branch fails each of them; that it fits none is all there is to say. Branches are reported before it. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf') {
      const isBranch = ({ instancePath }: ErrorObject) =>
        instancePath === error.instancePath || instancePath.startsWith(`${error.instancePath}/`);
      kept.splice(0, kept.length, ...kept.filter((earlier) => !isBranch(earlier)));
    }
    kept.push(error);
  }
  return kept;
}

function describe({ keyword, instancePath, params, message }: ErrorObject): {
  readonly place: string;
  readonly words: string;
} {
  switch (keyword) {
    case 'required':
      return { place: `${instancePath}/${pointerSegment(params.missingProperty)}`, words: 'is missing' };
    case 'additionalProperties':
      return { place: `${instancePath}/${pointerSegment(params.additionalProperty)}`, words: 'is not documented' };
    case 'enum':
      return { place: instancePath, words: `must be one of ${listed(params.allowedValues)}` };
    default:
      return { place: instancePath, words: message ?? `fails ${keyword}` };
  }
}

function listed(values: unknown): string {
  return JSON.stringify(values).slice(1, -1).replaceAll(',', ', ').slice(0, 200);
}

/** A segment of a JSON pointer (RFC 6901, 3). */
function pointerSegment(name: unknown): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}
