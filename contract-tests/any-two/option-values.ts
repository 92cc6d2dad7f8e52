import type { FieldLine } from '../../parity/answer.ts';
import { OPTIONS } from './option-table.ts';

/** What `parseArgs` saw, as far as it is read here. */
interface Token {
  readonly kind: string;
  readonly name?: string;
  readonly rawName?: string;
  readonly value?: string | undefined;
}

/** The values given on the command line, each read with its mistakes noted. Header values never come into a mistake. */
export class Given {
  readonly #values = new Map<string, string[]>();
  /** A set: what two readers find wrong with one value is told once. */
  readonly #mistakes = new Set<string>();

  constructor(tokens: readonly Token[]) {
    const known = new Map(OPTIONS.map((entry) => [entry.name, entry]));
    for (const { kind, name = '', rawName = '', value } of tokens) {
      const entry = known.get(name);
      if (kind === 'positional') this.mistake(`"${shortened(value)}" belongs to no option; values follow --name`);
      if (kind !== 'option') continue;
      if (entry === undefined) {
        this.mistake(`${rawName} is no option; --help lists them`);
        continue;
      }
      if (entry.value === undefined && value !== undefined) this.mistake(`--${name} takes no value`);
      else if (entry.value !== undefined && (value === undefined || value === '' || value.startsWith('--')))
        this.mistake(`--${name} was given without its value ${entry.value}`);
      const values = this.#values.get(name) ?? [];
      if (values.length > 0 && entry.repeatable !== true && entry.value !== undefined)
        this.mistake(`--${name} was given more than once; it may be given once`);
      this.#values.set(name, [...values, value ?? '']);
    }
  }

  get mistakes(): readonly string[] {
    return [...this.#mistakes];
  }

  mistake(line: string): void {
    this.#mistakes.add(line);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  hasAny(names: readonly string[]): boolean {
    return names.some((name) => this.has(name));
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  one(name: string): string | undefined {
    return this.all(name)[0];
  }

  required(name: string): string {
    const value = this.one(name);
    if (value === undefined) this.mistake(`--${name} is missing; it is required`);
    return value ?? '';
  }

  whole(name: string, { least, most, otherwise }: { least: number; most: number; otherwise: number }): number {
    const text = this.one(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    this.mistake(`--${name} is "${shortened(text)}"; allowed is a whole number from ${least} to ${most}`);
    return otherwise;
  }

  /** Of a server: its origin, and the path before the contract's paths. */
  server(name: string): { readonly origin: string; readonly path: string } | undefined {
    const text = this.required(name);
    if (text === '') return undefined;
    const url = URL.parse(text);
    if (url?.protocol === 'https:') {
      this.mistake(
        `--${name} is an https URL; bytes are compared as they are on the wire, so only http is spoken: give the server's plain port`,
      );
      return undefined;
    }
    if (
      url?.protocol !== 'http:' ||
      url.search !== '' ||
      url.hash !== '' ||
      url.username !== '' ||
      url.password !== ''
    ) {
      const shown =
        url === null || (url.username === '' && url.password === '')
          ? `"${shortened(text)}"`
          : 'a URL with credentials';
      this.mistake(`--${name} is ${shown}; allowed is http://host:port, and a path before the contract's paths`);
      return undefined;
    }
    return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
  }

  origins(name: string): readonly string[] {
    return this.all(name).flatMap((text) => {
      const url = URL.parse(text);
      if ((url?.protocol === 'http:' || url?.protocol === 'https:') && url.pathname === '/') return [url.origin];
      this.mistake(`--${name} is "${shortened(text)}"; allowed is an origin, https://host:port`);
      return [];
    });
  }

  headers(name: string): readonly FieldLine[] {
    return this.all(name).flatMap((text): FieldLine[] => {
      const [, field, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
      if (field === undefined || value === undefined)
        this.mistake(
          `--${name} is a text of ${text.length} characters; allowed is 'Name: value' in Latin-1, on one line`,
        );
      else if (/^(?:content-length|transfer-encoding|connection)$/i.test(field))
        this.mistake(`--${name} is ${field}; the cases frame their requests themselves, so any other name is allowed`);
      else return [[field, value.trimEnd()]];
      return [];
    });
  }

  fieldNames(name: string): readonly string[] {
    return this.all(name).filter((text) => {
      const isName = /^[!#$%&'*+.^_`|~\w-]+$/.test(text);
      if (!isName) this.mistake(`--${name} is "${shortened(text)}"; allowed is the name of a header field`);
      return isName;
    });
  }

  pointers(name: string): readonly string[] {
    return this.all(name).filter((text) => {
      const isPointer = text.startsWith('/');
      if (!isPointer)
        this.mistake(`--${name} is "${shortened(text)}"; allowed is a JSON pointer (RFC 6901), /items/*/id`);
      return isPointer;
    });
  }

  path(name: string): string | undefined {
    const text = this.one(name);
    if (text === undefined || /^\/[\x21-\x7e]*$/.test(text)) return text;
    this.mistake(`--${name} is "${shortened(text)}"; allowed is a path, /health`);
    return undefined;
  }
}

function shortened(text = ''): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
