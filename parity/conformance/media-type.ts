/** Type and subtype in lower case, without parameters (RFC 9110, 8.3.1); `undefined` where the field is none. */
export function essenceOf(field: string | undefined): string | undefined {
  const [type = ''] = (field ?? '').split(';', 1);
  const essence = type.trim().toLowerCase();
  return /^[^\s/]+\/[^\s/]+$/.test(essence) ? essence : undefined;
}

/** Of the documented media types and ranges the most specific that holds for a type (OAS 3.0.3, "Response Object"). */
export function documentedKey(keys: readonly string[], essence: string): string | undefined {
  const [type = ''] = essence.split('/', 1);
  for (const wanted of [essence, `${type}/*`, '*/*']) {
    const key = keys.find((candidate) => essenceOf(candidate) === wanted);
    if (key !== undefined) return key;
  }
  return undefined;
}

export function isJson(essence: string): boolean {
  return /[/+]json$/.test(essence);
}
