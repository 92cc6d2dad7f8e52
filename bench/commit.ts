import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toMemoryHtml } from './html/memory-page.ts';
import { toHtml } from './html/page.ts';
import { inShort, toResultsInWords } from './in-words.ts';
import type { Soak } from './memory/soak-report.ts';
import type { Report } from './report.ts';

/** Where what is committed lies. */
export interface CommitPlace {
  readonly directory: string;
  /** `results.md` */
  readonly words: string;
  /** Has a block between `<!-- speed -->` and `<!-- /speed -->`. */
  readonly readme: string;
}

const PLACE: CommitPlace = {
  directory: fileURLToPath(new URL('results/', import.meta.url)),
  words: fileURLToPath(new URL('results.md', import.meta.url)),
  readme: fileURLToPath(new URL('../README.md', import.meta.url)),
};

/** `--commit` of a full run: figures and page, and `results.md` from them. @returns the files that were written */
export async function commitReport(report: Report, place = PLACE): Promise<string[]> {
  const written = await write(place, 'committed', report, toHtml(report));
  const soak = await readSoak(place);
  return [...written, ...(await writeWords(place, report, soak))];
}

/** The same of a soak. Without a committed full run there are no words yet to stand beside. */
export async function commitSoak(soak: Soak, place = PLACE): Promise<string[]> {
  const written = await write(place, 'memory', soak, toMemoryHtml(soak));
  const text = await readFile(`${place.directory}/committed.json`, 'utf8').catch(() => undefined);
  if (text === undefined) return written;
  // Written by `commitReport`.
  return [...written, ...(await writeWords(place, JSON.parse(text) as Report, soak))];
}

async function writeWords({ words, readme }: CommitPlace, report: Report, soak: Soak | undefined): Promise<string[]> {
  await writeFile(words, toResultsInWords(report, soak));
  const text = await readFile(readme, 'utf8');
  await writeFile(
    readme,
    text.replace(BLOCK, () => `${inShort(report, soak)}\n`),
  );
  return [words, readme];
}

const BLOCK = /(?<=<!-- speed -->\n)[\s\S]*?(?=<!-- \/speed -->)/;

async function readSoak({ directory }: CommitPlace): Promise<Soak | undefined> {
  const text = await readFile(`${directory}/memory.json`, 'utf8').catch(() => undefined);
  // Written by `commitSoak`.
  return text === undefined ? undefined : (JSON.parse(text) as Soak);
}

async function write({ directory }: CommitPlace, name: string, figures: object, page: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const [json, html] = [`${directory}/${name}.json`, `${directory}/${name}.html`];
  // On one line: nobody reads it, and it is a third of the size.
  await writeFile(json, `${JSON.stringify(figures)}\n`);
  await writeFile(html, page);
  return [json, html];
}
