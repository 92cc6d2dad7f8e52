import { mask, redactForeignQuery } from '../../parity/redact.ts';
import { toCurl, toRaw } from '../../parity/request-text.ts';

/** Fields that carry no credentials; the values of all others are masked, as a stranger's API may call its keys anything. */
const PLAIN_FIELDS =
  /^(?:host|accept(?:-[a-z]+)?|content-[a-z]+|connection|user-agent|origin|access-control-[a-z-]+|if-[a-z-]+|range|expect|cache-control|pragma|sec-[a-z-]+|te|transfer-encoding|upgrade(?:-insecure-requests)?|x-(?:twice|long|folded|blank|null|request-id|forwarded-for|http-method-override|\d+)|dnt|priority)$/i;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+)(: ?)([^\r\n]*)/gm;

/** How a report shows a request: raw and as a command, without what might be secret. */
export function shownRequest(bytes: Uint8Array, base: string): { readonly raw: string; readonly curl: string } {
  const safe = withoutSecrets(bytes);
  return { raw: toRaw(safe), curl: toCurl(safe, base) };
}

/** Whether a field of that name carries no credentials, whatever the API. */
export function isPlainField(name: string): boolean {
  return PLAIN_FIELDS.test(name);
}

/** The same number of bytes, so that lengths in it stay true. */
function withoutSecrets(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const [line = '', ...fields] = head.split('\r\n');
  const shown = [
    redactForeignQuery(line),
    ...fields.map((field) =>
      field.replace(FIELD, (whole, name: string, colon: string, value: string) =>
        isPlainField(name) || /^(?:authorization|proxy-authorization|cookie)$/i.test(name)
          ? whole
          : name + colon + mask(value),
      ),
    ),
  ];
  return Buffer.from(shown.join('\r\n') + text.slice(head.length), 'latin1');
}
