/** What `npm run parity` can be told, in the order of its help. */
export interface OptionEntry {
  readonly name: string;
  /** What stands for the value in the help; none for a switch. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly required?: boolean;
  readonly help: string;
}

const IDENTITY: readonly OptionEntry[] = [
  { name: 'identity', value: 'TEXT', help: 'what both servers are, as you declare it' },
  { name: 'identity-path', value: 'PATH', help: 'GET this path to learn what a server is; with one of the next two' },
  { name: 'identity-pointer', value: 'POINTER', help: 'JSON pointer into that answer, /build' },
  { name: 'identity-header', value: 'NAME', help: 'or the header field of that answer (of / without a path)' },
];

export const OPTIONS: readonly OptionEntry[] = [
  { name: 'contract', value: 'FILE', required: true, help: 'OpenAPI 3.0, YAML or JSON' },
  { name: 'baseline', value: 'URL', required: true, help: 'the server that is right by definition, http://host:port' },
  { name: 'candidate', value: 'URL', required: true, help: 'the server that should do the same' },
  { name: 'header', value: "'NAME: VALUE'", repeatable: true, help: 'sent with every request, to both' },
  { name: 'header-baseline', value: "'NAME: VALUE'", repeatable: true, help: 'to the baseline only' },
  { name: 'header-candidate', value: "'NAME: VALUE'", repeatable: true, help: 'to the candidate only' },
  { name: 'include', value: 'OPERATION', repeatable: true, help: 'only these operationIds' },
  { name: 'exclude', value: 'OPERATION', repeatable: true, help: 'not these operationIds' },
  { name: 'safe-only', help: 'send only what changes nothing (the default)' },
  { name: 'unsafe', help: 'send POST, PUT, PATCH and DELETE too: to servers whose data may be lost' },
  { name: 'allow-unproven', help: 'operations that were never seen to succeed do not fail, where others were' },
  { name: 'har', value: 'FILE', help: 'replay captured traffic, HAR 1.2' },
  { name: 'har-origin', value: 'ORIGIN', repeatable: true, help: 'only its requests to this origin; any by default' },
  { name: 'har-all', help: 'also its requests that belong to no operation of the contract' },
  { name: 'runs', value: 'N', help: 'generated requests; 500 by default, 0 for none' },
  { name: 'seed', value: 'S', help: 'of the generated requests; 1 by default' },
  { name: 'volatile-header', value: 'NAME', repeatable: true, help: 'a header whose value may differ' },
  {
    name: 'volatile-place',
    value: 'POINTER',
    repeatable: true,
    help: 'a JSON place whose value may differ, /items/*/id',
  },
  { name: 'known-differences', value: 'FILE', help: 'JSON list of accepted differences; an unused entry fails' },
  { name: 'report', value: 'DIRECTORY', help: 'write parity.json, JUnit, HTML and the noise there' },
  { name: 'sign', help: 'write a signed proof where nothing differs; needs an identity of both servers' },
  ...IDENTITY,
  ...(['baseline', 'candidate'] as const).flatMap((side) =>
    IDENTITY.map(
      (entry): OptionEntry => ({ ...entry, name: `${side}-${entry.name}`, help: `the same, of the ${side} only` }),
    ),
  ),
  { name: 'concurrency', value: 'N', help: 'requests at a time to each server; 8 by default' },
  { name: 'timeout-ms', value: 'N', help: 'of one answer; 5000 by default' },
  { name: 'help', help: 'this text' },
];

/** The text of `--help`. */
export function helpText(): string {
  const named = OPTIONS.map(({ name, value, repeatable, required, help }) => ({
    left: `--${name}${value === undefined ? '' : ` ${value}`}`,
    right: `${help}${required === true ? ' (required)' : ''}${repeatable === true ? ' (repeatable)' : ''}`,
  }));
  const width = Math.max(...named.map(({ left }) => left.length));
  return [
    'Compares two running HTTP servers, byte for byte.',
    '',
    '  npm run parity -- --contract their.yaml --baseline http://127.0.0.1:4000 --candidate http://127.0.0.1:5000',
    '',
    ...named.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`),
    '',
    'Ends with 0 where both do the same, 1 where they differ, 2 where the options are wrong or a server cannot be reached.',
  ].join('\n');
}
