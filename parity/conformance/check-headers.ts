import { type Answer, valuesOf } from '../answer.ts';
import { redactField } from '../redact.ts';
import type { DocumentedHeader, DocumentedResponse } from './documented.ts';
import { demandedFields, hasDemanded } from './http-rules.ts';

const MAX_VALUE_CHARACTERS = 80;

/** Fields that are missing, by the contract or by HTTP, and fields whose values are not what the contract says. */
export function checkHeaders(
  response: DocumentedResponse | undefined,
  answer: Answer,
  houseRules: boolean,
): readonly string[] {
  const documented = (response?.headers ?? []).map(
    (header) => [header, valuesOf(answer.headers, header.name.toLowerCase())] as const,
  );
  const missing = new Map<string, string>();
  for (const [{ name, required }, values] of documented) {
    if (required && values.length === 0)
      missing.set(name.toLowerCase(), `header ${name} is missing; the contract requires it`);
  }
  for (const [name, clause] of demandedFields(answer.status, houseRules)) {
    if (!hasDemanded(answer, name))
      missing.set(name.toLowerCase(), `header ${name} is missing; status ${answer.status} needs it (${clause})`);
  }
  const wrong = documented.flatMap(([header, values]) => (values.length === 0 ? [] : checkValue(header, values)));
  return [...missing.values(), ...wrong];
}

function checkValue({ name, validate, isList }: DocumentedHeader, values: readonly string[]): string[] {
  if (validate === undefined) return [];
  // Lines of Set-Cookie are no list (RFC 9110, 5.3).
  const texts = name.toLowerCase() === 'set-cookie' ? values : [values.join(', ')];
  return texts.flatMap((text) => {
    if (validate(isList ? text.split(',').map((member) => member.trim()) : text)) return [];
    const reasons = new Set((validate.errors ?? []).map(({ message, keyword }) => message ?? `fails ${keyword}`));
    const shown = JSON.stringify(redactField(name, text).slice(0, MAX_VALUE_CHARACTERS));
    return [`header ${name} ${[...reasons].join(' and ')}, is ${shown}`];
  });
}
