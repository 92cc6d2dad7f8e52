import type { SampleParameter, SampleRequest } from '../sample-request.ts';
import { casesOf, type GenericCase, targetOf } from './build.ts';

const WHY = 'RFC 3986, 6.2.2: which targets are equivalent';

/** Targets around one operation's: other spellings of its path, its query, the values of its parameters. */
export function targets(sample: SampleRequest): GenericCase[] {
  const { path, query } = sample;
  const make = casesOf(sample);
  const behind = query === '' ? '' : `?${query}`;
  const target = (name: string, to: string) => make(`target: ${name}`, WHY, { target: to });
  const paths: readonly (readonly [string, string])[] = [
    ['a trailing slash', `${path}/${behind}`],
    ['upper case', path.toUpperCase() + behind],
    ['two slashes', `/${path}${behind}`],
    ['dots', `/nothing/..${path}${behind}`],
    ['an encoded letter', encodeLastLetter(path) + behind],
    ['a percent sign that encodes nothing', `${path}%zz${behind}`],
    ['bytes that are not UTF-8', `${path}%ff${behind}`],
    ['an encoded slash', `${path}%2f${behind}`],
    ['a semicolon', `${path};v=1${behind}`],
    ['a longer path', `${path}/nothing${behind}`],
    ['absolute form', `http://localhost${targetOf(sample)}`],
    ['a fragment', `${targetOf(sample)}#a`],
  ];
  return [
    // A spelling that is the sample itself (a path without letters, the root) says nothing new.
    ...paths.filter(([, to]) => to !== targetOf(sample)).map(([name, to]) => target(name, to)),
    ...queries(sample),
    ...sample.parameters.flatMap((parameter) => parameterCases(sample, parameter)),
  ];
}

function queries(sample: SampleRequest): GenericCase[] {
  const make = casesOf(sample);
  const shapes: Readonly<Record<string, string>> = {
    'an unknown key': 'zzz=1',
    'a key without a value': 'zzz',
    'a repeated key': 'zzz=1&zzz=2',
    'nested keys': 'zzz[a]=1',
    'a list key': 'zzz[]=1',
    'a key that would reach into every object': '__proto__[zzz]=1',
    'bytes that are not UTF-8': 'zzz=%ff',
    'a percent sign that encodes nothing': 'zzz=%',
    'a semicolon': 'a;b',
    'a plus': 'zzz=a+b',
  };
  return [
    make('query: empty', WHY, { target: sample.query === '' ? `${sample.path}?` : sample.path }),
    ...Object.entries(shapes).map(([name, text]) => make(`query: ${name}`, WHY, { target: targetOf(sample, text) })),
  ];
}

/** Texts that servers read differently as a number, a boolean or a text. */
const VALUES: Readonly<Record<string, string>> = {
  zero: '0',
  negative: '-1',
  'not a whole number': '1.5',
  'an exponent': '1e3',
  'a huge number': '99999999999999999999',
  'a word': 'zzz',
  true: 'true',
  'a space': '%20',
  'not ASCII': '%C3%A9',
  'a null byte': '%00',
  'a list': '1,2',
  'a thousand characters': 'a'.repeat(1000),
};

function parameterCases(sample: SampleRequest, { name, in: place }: SampleParameter): GenericCase[] {
  const make = casesOf(sample);
  const why = 'OAS 3.0.3, "Parameter Object"';
  if (place === 'path') {
    return Object.entries(VALUES).map(([kind, value]) =>
      make(`path ${name}: ${kind}`, why, { target: withPathParameter(sample, name, value) }),
    );
  }
  if (place === 'header')
    return [
      make(`header ${name}: missing`, why, { headers: { [name]: undefined } }),
      make(`header ${name}: empty`, why, { headers: { [name]: '' } }),
    ];
  if (place === 'cookie') return [make(`cookie ${name}: missing`, why, { headers: { Cookie: undefined } })];
  const key = encodeURIComponent(name);
  const others = sample.query.split('&').filter((pair) => pair !== '' && !pair.startsWith(`${key}=`));
  const query = (kind: string, ...pairs: string[]) => {
    const text = [...others, ...pairs].join('&');
    return make(`query ${name}: ${kind}`, why, { target: text === '' ? sample.path : `${sample.path}?${text}` });
  };
  return [
    query('missing'),
    query('empty', `${key}=`),
    query('without a value', key),
    query('repeated', `${key}=1`, `${key}=2`),
    query('in another case', `${key.toUpperCase()}=1`),
    ...Object.entries(VALUES).map(([kind, value]) => query(kind, `${key}=${value}`)),
  ];
}

function withPathParameter(sample: SampleRequest, name: string, value: string): string {
  const template = sample.operation.path;
  const values = new Map(sample.parameters.filter((one) => one.in === 'path').map((one) => [one.name, one.value]));
  const path = template.replace(/\{([^}/]*)\}/g, (_, key: string) =>
    key === name ? value : encodeURIComponent(values.get(key) ?? 'a'),
  );
  return sample.query === '' ? path : `${path}?${sample.query}`;
}

function encodeLastLetter(path: string): string {
  return path.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}
