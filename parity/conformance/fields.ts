import { type Answer, type FieldLine, valuesOf } from '../answer.ts';

/** Value of a field, its lines as one list (RFC 9110, 5.3). @param name in lower case */
export function fieldOf({ headers }: { readonly headers: readonly FieldLine[] }, name: string): string | undefined {
  const values = valuesOf(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** Members of a field that is a list of tokens (RFC 9110, 5.6.1). @param name in lower case */
export function membersOf(answer: Answer, name: string): string[] {
  return (fieldOf(answer, name) ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}
