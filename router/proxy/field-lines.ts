/** The values of a field in a flat list of names and values, in their order. `name` is in lower case. */
export function valuesOf(lines: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < lines.length; index += 2) {
    const candidate = lines[index];
    if (candidate?.length === name.length && candidate.toLowerCase() === name) values.push(lines[index + 1] ?? '');
  }
  return values;
}
