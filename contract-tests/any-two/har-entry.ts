import { type CapturedRequest, HarError } from './captured-request.ts';

/** Fields of the captured connection or framing (RFC 9110, 7.6.1), and what a replay sets itself. */
const NOT_REPLAYED =
  /^(?:connection|keep-alive|proxy-[a-z-]+|te|trailer|transfer-encoding|upgrade|http2-settings|expect|host|content-length)$/;
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** Reads one entry of a HAR file; what is wrong with it is told by its number, never by its values. */
export class HarReader {
  readonly #entry: unknown;
  readonly #number: number;

  constructor(entry: unknown, number: number) {
    this.#entry = entry;
    this.#number = number;
  }

  /** @returns undefined for what is no HTTP request */
  request(): CapturedRequest | undefined {
    const request = member(this.#entry, 'request');
    if (request === undefined) throw this.#error('has no request');
    const url = this.#text(request, 'url');
    const method = this.#text(request, 'method');
    if (!/^https?:\/\//i.test(url)) return undefined;
    const [, path = '', query = ''] = /^https?:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/i.exec(url) ?? [];
    const origin = URL.parse(url)?.origin;
    if (origin === undefined) throw this.#error('has a url that does not parse');
    if (!TOKEN.test(method)) throw this.#error('has a method that is no token');
    const type = this.#pairs(request, 'headers').find(({ name }) => name.toLowerCase() === 'content-type')?.value;
    const { body, contentType } = this.#body(member(request, 'postData'), type);
    return {
      entry: this.#number,
      origin,
      method,
      target: this.#escaped((path || '/') + query),
      headers: this.#headers(request, contentType),
      body,
    };
  }

  #headers(request: unknown, contentType: string | undefined): (readonly [string, string])[] {
    const pairs = this.#pairs(request, 'headers').filter(({ name }) => !name.startsWith(':'));
    const own = pairs
      .filter(({ name }) => name.toLowerCase() === 'connection')
      .flatMap(({ value }) => value.split(','));
    const named = new Set(own.map((name) => name.trim().toLowerCase()));
    const kept = pairs.filter(({ name }) => !NOT_REPLAYED.test(name.toLowerCase()) && !named.has(name.toLowerCase()));
    const wrong = kept.find(({ name, value }) => !TOKEN.test(name) || !VALUE.test(value));
    if (wrong !== undefined)
      throw this.#error('has a header that cannot be sent: a name that is no token, or a line break in a value');
    const has = (wanted: string) => kept.some(({ name }) => name.toLowerCase() === wanted);
    const cookies = has('cookie') ? [] : this.#pairs(request, 'cookies');
    if (cookies.some(({ name, value }) => !VALUE.test(name + value)))
      throw this.#error('has a cookie that cannot be sent');
    return [
      ...kept.map(({ name, value }) => [name, value] as const),
      ...(cookies.length === 0
        ? []
        : [['Cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; ')] as const]),
      ...(contentType === undefined || has('content-type') ? [] : [['Content-Type', contentType] as const]),
    ];
  }

  #body(
    postData: unknown,
    type: string | undefined,
  ): { readonly body: Buffer | undefined; readonly contentType: string | undefined } {
    if (postData === undefined || postData === null) return { body: undefined, contentType: undefined };
    const text = member(postData, 'text');
    const given = member(postData, 'mimeType');
    const contentType = typeof given === 'string' && given !== '' ? given : undefined;
    if (typeof text === 'string' && text !== '') {
      const encoding = member(postData, 'encoding') ?? member(postData, '_encoding');
      if (encoding !== undefined && encoding !== '' && encoding !== 'base64')
        throw this.#error('has a body in an encoding other than base64');
      return { body: Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8'), contentType };
    }
    const params = this.#pairs(postData, 'params');
    if (params.length === 0) return { body: text === '' ? Buffer.alloc(0) : undefined, contentType };
    const [, boundary] = /^multipart\/form-data\b.*?boundary="?([^";]+)/i.exec(type ?? contentType ?? '') ?? [];
    return { body: boundary === undefined ? form(params) : multipart(params, boundary), contentType };
  }

  #text(value: unknown, name: string): string {
    const text = member(value, name);
    if (typeof text !== 'string' || text === '') throw this.#error(`has no request.${name}`);
    return text;
  }

  /** A list of names and values, empty where there is none. */
  #pairs(value: unknown, name: string): Pair[] {
    const list = member(value, name) ?? [];
    if (!Array.isArray(list)) throw this.#error(`has ${name} that are no list`);
    return list.map((one: unknown): Pair => {
      const [key, text] = [member(one, 'name'), member(one, 'value') ?? ''];
      if (typeof key !== 'string' || typeof text !== 'string')
        throw this.#error(`has ${name} without a name or a value`);
      return { name: key, value: text };
    });
  }

  /** Request targets are ASCII (RFC 9112, 3.2); what is escaped already stays as it is. */
  #escaped(target: string): string {
    if (!target.isWellFormed()) throw this.#error('has a url that is no Unicode');
    return target.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  }

  #error(what: string): HarError {
    return new HarError(`entry ${this.#number} ${what}`);
  }
}

function member(value: unknown, name: string): unknown {
  // Any member of any value may be asked for; what is not there is undefined.
  return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}

function form(params: readonly Pair[]): Buffer {
  return Buffer.from(new URLSearchParams(params.map(({ name, value }) => [name, value])).toString(), 'utf8');
}

function multipart(params: readonly Pair[], boundary: string): Buffer {
  const parts = params.map(
    ({ name, value }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '%22')}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'utf8');
}
