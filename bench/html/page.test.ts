import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { sampleReport } from '../fixtures/sample-report.ts';
import type { ProfileNode, Report, SubjectReport } from '../report.ts';
import { toHtml } from './page.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browserPath = process.env.CHROMIUM_PATH ?? BROWSERS.find(existsSync);
const skip = browserPath === undefined ? `no browser at ${BROWSERS.join(', ')} or CHROMIUM_PATH` : false;
if (skip) console.log(`skipped: the page in a browser (${skip})`);

const EVIL = `</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">"'><svg onload=window.hacked=3>`;
const sample = sampleReport({ profile: true });
const SHAPES = {
  steady: sample,
  noisy: sampleReport({ noise: 0.6 }),
  even: sampleReport({ ...factorOf(92 / 240), noise: 0.02 }),
  'single-round': sampleReport({ rounds: 1 }),
} as const;

function poison(node: ProfileNode): ProfileNode {
  return { ...node, name: `${node.name} ${EVIL}`, where: EVIL, children: node.children.map(poison) };
}

const evil: Report = {
  ...sample,
  pinning: EVIL,
  contract: EVIL,
  startedAt: EVIL,
  machine: { ...sample.machine, processor: EVIL, versions: { node: EVIL, [EVIL]: EVIL } },
  scenarios: sample.scenarios.map((one) => ({ ...one, name: `${one.name} ${EVIL}`, mediaType: EVIL })),
  subjects: sample.subjects.map(({ profile, ...one }) => ({
    ...one,
    ...(profile && { profile: { file: EVIL, tree: poison(profile.tree) } }),
  })),
};

test('a page is made of a report that holds nothing, and none of it is NaN or undefined', () => {
  const lone = sampleReport({ rounds: 1, scenarios: ['login'] });
  for (const report of [sample, { ...sample, scenarios: [] }, { ...sample, subjects: [] }, lone]) {
    assert.doesNotMatch(toHtml(report), /NaN|Infinity|undefined/);
  }
});

test('a deep profile is drawn to a bounded depth', () => {
  let tree: ProfileNode = { name: 'leaf', where: '', selfMicroseconds: 1, totalMicroseconds: 100, children: [] };
  for (let depth = 0; depth < 3000; depth++) tree = { ...tree, name: `f${depth}`, children: [tree] };
  const [first, ...rest] = sample.subjects;
  assert.ok(first);
  const page = toHtml({
    ...sample,
    subjects: [{ ...first, profile: { file: 'x', tree } }, ...rest.map(withoutProfile)],
  });
  assert.equal(page.match(/data-name="f\d/g)?.length, 61);
});

function withoutProfile({ profile: _, ...rest }: SubjectReport): SubjectReport {
  return rest;
}

describe('the page in a browser', { skip }, () => {
  let browser: Browser;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-bench-page-'));
    browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
  });
  after(async () => {
    await browser?.close();
    await rm(directory, { recursive: true });
  });

  /** Opens a report's page, looks, and fails for anything that the browser complains of or asks for. */
  async function visit(
    report: Report,
    { edit = (text) => text, ...options }: BrowserContextOptions & { readonly edit?: (text: string) => string },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const file = join(directory, 'benchmark.html');
    await writeFile(file, edit(toHtml(report)));
    const page = await browser.newPage(options);
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (url !== pathToFileURL(file).href && !url.startsWith('data:')) faults.push(`asked for ${url}`);
    });
    await page.goto(pathToFileURL(file).href);
    await look(page);
    await page.close();
    assert.deepEqual(faults, []);
  }

  test('names stay text, wherever they stand', async () => {
    // Without the policy, which would keep them from running but not from being markup.
    const edit = (text: string) => text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    await visit(evil, { edit }, async (page) => {
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.deepEqual([await page.locator('img').count(), await page.locator('script').count()], [0, 1]);
    });
  });

  test('a frame is widened when it is chosen, and the top one brings all back', async () => {
    await visit(sample, {}, async (page) => {
      const flame = page.locator('[data-flame]').first();
      const widthOf = (index: number) => flame.locator('rect').nth(index).getAttribute('width').then(Number);
      const narrow = await widthOf(2);
      await flame.locator('.frame').nth(2).click();
      assert.deepEqual([narrow < 1200, await widthOf(2)], [true, 1200]);
      await flame.locator('.frame').first().click();
      assert.ok(Math.abs((await widthOf(2)) - narrow) < 0.1);
    });
  });

  test('it is complete without its script, the call tree unfolds too', async () => {
    await visit(sample, { javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator('[data-needs-script]:visible').count(), 0);
      await page.locator('.tree > summary').first().click();
      assert.equal(await page.locator('.tree .share').first().isVisible(), true);
    });
  });

  test('on paper all figures are open', async () => {
    await visit(sample, {}, async (page) => {
      const table = page.locator('details.card:not(.tree) table').first();
      assert.equal(await table.isVisible(), false);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await table.isVisible(), true);
    });
  });

  // A4 is 794 wide without its margins.
  for (const width of [360, 718, 1200, 1360]) {
    for (const [kind, report] of Object.entries(SHAPES)) {
      test(`nothing sticks out of a ${kind} report at a width of ${width}, and no text of a plot is cut off or covered`, async () => {
        await visit(report, { viewport: { width, height: 800 } }, async (page) => {
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
          assert.deepEqual(await page.evaluate(CUT_OFF), []);
          assert.deepEqual(await page.evaluate(COVERED), []);
        });
      });
    }
  }

  test('on paper, too, no text of a plot is cut off or covered', async () => {
    await visit(SHAPES.noisy, { viewport: { width: 718, height: 1000 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 718);
      assert.deepEqual(await page.evaluate(CUT_OFF), []);
      assert.deepEqual(await page.evaluate(COVERED), []);
    });
  });

  test('the headline says whether nothing differs or nothing is known', async () => {
    const headline = (report: Report) => /<h1>(.*?)<\/h1>/.exec(toHtml(report))?.[1];
    const even = { ...factorOf(92 / 240), noise: 0.01 };
    assert.match(
      headline(sampleReport(even)) ?? '',
      /^No difference between Fastify and Express: (0\.9\d|1\.00) to 1\.0\d times/,
    );
    assert.match(
      headline(sampleReport({ ...even, noise: 0.9 })) ?? '',
      /^Undecided: Fastify answers 0\.\d\d to [1-9]\.\d\d times/,
    );
    assert.match(headline(sampleReport({ rounds: 1 })) ?? '', /^One round decides nothing/);
    assert.match(headline(sample) ?? '', /^Fastify answers 2\.6 times as many requests per second as Express$/);
  });

  test('a machine that was not quiet is warned of at the top', () => {
    const loud = { ...sample, otherLoad: { before: 0.4, during: 0.3, most: 0.9 } };
    assert.match(toHtml(loud), /The machine was not quiet[\s\S]*<main>/);
    assert.doesNotMatch(toHtml(sample), /not quiet/);
  });
});

/** Express as fast as Fastify. */
function factorOf(express: number) {
  return { factor: { express } } as const;
}

/** Texts of a drawing that lie on each other. */
const COVERED = `[...document.querySelectorAll('.plot svg')].flatMap((svg) => {
  const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim()).map((text) => [text.textContent, text.getBBox()]);
  return texts.flatMap(([one, a], at) => texts.slice(at + 1).filter(([, b]) =>
    a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1 && a.y < b.y + b.height - 4 && b.y < a.y + a.height - 4,
  ).map(([other]) => one + ' | ' + other));
})`;

/** Texts that reach out of their drawing, in whose units they are measured. A text, since it runs in the page. */
const CUT_OFF = `[...document.querySelectorAll('.plot text, .flame text')].filter((text) => {
  const { x, width } = text.getBBox();
  return x < -1 || x + width > text.ownerSVGElement.viewBox.baseVal.width + 1;
}).map((text) => text.textContent)`;
