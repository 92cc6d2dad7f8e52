/** The settings as documents: `.env.example` and the README's table. */
import { CATALOGUE, SETTING_NAMES, type Setting } from './catalogue.ts';

export const TABLE_START = '<!-- settings -->';
export const TABLE_END = '<!-- /settings -->';

/** The text of `.env.example`: each variable with what it is for, what is allowed and its default, commented out. */
export function toEnvExample(): string {
  const head = '# Copy this file to .env and change what you need. An empty variable counts as unset.\n';
  const entries = SETTING_NAMES.map((name) => {
    const { about, allowed, fallback = '' }: Setting<unknown> = CATALOGUE[name];
    return `\n# ${about}.\n# Allowed: ${allowed}.\n#${name}=${fallback}\n`;
  });
  return head + entries.join('');
}

/** The settings as a Markdown table, one row each. */
export function toMarkdownTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { about, allowed, fallback }: Setting<unknown> = CATALOGUE[name];
    const standard = fallback === undefined ? 'none' : `\`${fallback}\``;
    return `| \`${name}\` | ${standard} | ${escaped(about)} | ${escaped(allowed)} |`;
  });
  return ['| Variable | Default | What it is for | Allowed |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/**
 * The document with the table between its markers brought up to date.
 * @throws {Error} when the markers are missing
 */
export function withTable(markdown: string): string {
  const start = markdown.indexOf(TABLE_START);
  const end = markdown.indexOf(TABLE_END);
  if (start < 0 || end < start) throw new Error(`the lines ${TABLE_START} and ${TABLE_END} are missing`);
  return `${markdown.slice(0, start)}${TABLE_START}\n${toMarkdownTable()}\n${markdown.slice(end)}`;
}

/** A bar would end the cell, and an angle bracket would start an HTML element. */
function escaped(text: string): string {
  return text.replaceAll(/[|<>]/g, '\\$&');
}
