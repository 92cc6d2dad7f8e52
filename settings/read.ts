import { CATALOGUE, type Setting, type SettingName, type SettingValue } from './catalogue.ts';
import { ConfigurationError } from './configuration-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Settings<Name extends SettingName> = { readonly [N in Name]: SettingValue<N> };

/**
 * The values of the named settings. An empty variable counts as unset.
 * `requires` (see `rules.ts`) may add mistakes that concern several settings at once. In what it is given, a setting
 * whose text was wrong is absent, and one that is unset and has no fallback is there and undefined.
 * @throws {ConfigurationError} that lists every mistake
 */
export function readSettings<Name extends SettingName>(
  environment: Environment,
  names: readonly Name[],
  requires: (settings: Partial<Settings<Name>>) => readonly string[] = () => [],
): Settings<Name> {
  const mistakes: string[] = [];
  const values: Partial<Record<Name, unknown>> = {};
  for (const name of names) {
    const setting: Setting<unknown> = CATALOGUE[name];
    const text = environment[name] || setting.fallback;
    try {
      values[name] = text === undefined ? undefined : setting.parse(text);
    } catch {
      mistakes.push(`${name}${quoted(name, text)} is wrong; allowed: ${setting.allowed}`);
    }
  }
  // Each name was parsed by its own setting, so the record has the mapped type; the loop cannot tell the compiler.
  const settings = values as Settings<Name>;
  mistakes.push(...requires(settings));
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return settings;
}

function quoted(name: string, text: string | undefined): string {
  // In the place of a public key may stand, by mistake, the private one.
  if (text === undefined || /SECRET|TOKEN|PASSWORD|(PRIVATE|PUBLIC)_KEY/.test(name)) return '';
  // A URL may carry a user and a password before its last @.
  return `=${JSON.stringify(text.replace(/^.*@/s, '***@'))}`;
}
