import type { Message, RawField } from './message.ts';

/** The value of the first field of that name, in any case. */
export function field({ fields }: Pick<Message, 'fields'>, name: string): string | undefined {
  const line = fields.find((one) => is(one, name));
  return line?.slice(line.indexOf(':') + 1).trim();
}

export function withoutField<M extends Pick<Message, 'fields'>>(message: M, name: string): M {
  return { ...message, fields: message.fields.filter((line) => !is(line, name)) };
}

/** With that line behind the others. */
export function withField<M extends Pick<Message, 'fields'>>(message: M, line: RawField): M {
  return { ...message, fields: [...message.fields, line] };
}

/** With another value in each field of that name; a message without one stays as it is. */
export function changeField<M extends Pick<Message, 'fields'>>(
  message: M,
  name: string,
  change: (value: string) => string,
): M {
  return changeLine(message, name, (line) => {
    const colon = line.indexOf(':');
    return `${line.slice(0, colon)}: ${change(line.slice(colon + 1).trim())}`;
  });
}

/** With other lines in the place of each field of that name. */
export function changeLine<M extends Pick<Message, 'fields'>>(
  message: M,
  name: string,
  change: (line: RawField) => RawField | readonly RawField[],
): M {
  return { ...message, fields: message.fields.flatMap((line) => (is(line, name) ? change(line) : line)) };
}

/** With another body; Content-Length, where there is one, says its length. */
export function withBody<M extends Message>(message: M, body: Buffer | string): M {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  return { ...changeField(message, 'content-length', () => String(bytes.length)), body: bytes };
}

/** With another text for a body. Bodies without bytes and those in a content coding stay as they are. */
export function changeText<M extends Message>(message: M, change: (text: string) => string): M {
  if (message.body.length === 0 || field(message, 'content-encoding') !== undefined) return message;
  const text = message.body.toString('utf8');
  const changed = change(text);
  return changed === text ? message : withBody(message, changed);
}

export type Members = Readonly<Record<string, unknown>>;

/** With another value in its JSON; a body that is no object in JSON stays as it is. */
export function changeJson<M extends Message>(message: M, change: (members: Members) => unknown): M {
  return changeText(message, (text) => {
    const members = parseObject(text);
    return members === undefined ? text : JSON.stringify(change(members));
  });
}

export function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Any object that is no list can be read by names.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

function is(line: RawField, name: string): boolean {
  return line.length > name.length && line[name.length] === ':' && line.slice(0, name.length).toLowerCase() === name;
}
