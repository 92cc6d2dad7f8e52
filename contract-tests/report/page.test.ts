import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { FieldLine } from '../../parity/answer.ts';
import type { Finding } from '../suites/suite-result.ts';
import { answer, finding, HEADER, observed, result } from './fixtures/sample.ts';
import { toHtml } from './html.ts';
import { toJunit } from './junit.ts';
import { assemble } from './report.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browserPath = process.env.CHROMIUM_PATH ?? BROWSERS.find(existsSync);
const skip = browserPath === undefined ? `no browser at ${BROWSERS.join(', ')} or CHROMIUM_PATH` : false;
if (skip) console.log(`skipped: the report in a browser (${skip})`);

const EVIL = `</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">"'><svg onload=window.hacked=3>`;
const evilHeaders: readonly FieldLine[] = [
  ['Content-Type', 'application/json'],
  ['X-Evil', EVIL],
];
const evil: Finding = finding(
  observed(answer(400, JSON.stringify({ message: EVIL }), evilHeaders)),
  observed(answer(422, EVIL, [])),
  {
    case: `case ${EVIL}`,
    why: `why ${EVIL}`,
    operation: `operation ${EVIL}`,
    unmet: { baseline: [`unmet ${EVIL}`], candidate: [] },
    request: { raw: `raw ${EVIL}`, curl: `curl ${EVIL}` },
  },
);
const plain = finding(observed(answer(400, '{"a":1}')), observed(answer(422, '{"a":2}')), { operation: 'listPets' });

describe('the report in a browser', { skip }, () => {
  let browser: Browser;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-page-'));
    browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
  });
  after(async () => {
    await browser?.close();
    await rm(directory, { recursive: true });
  });

  /** Opens a report's page, does something with it, and fails for anything that the browser complains of or asks for. */
  async function visit(
    findings: readonly Finding[],
    { edit = (html) => html, ...options }: BrowserContextOptions & { readonly edit?: (html: string) => string },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const file = join(directory, 'parity.html');
    await writeFile(file, edit(toHtml(assemble([result(findings)], HEADER))));
    const page = await browser.newPage(options);
    const faults: string[] = [];
    const own = pathToFileURL(file).href;
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (url !== own && !url.startsWith('data:')) faults.push(`asked for ${url}`);
    });
    await page.goto(own);
    await look(page);
    await page.close();
    assert.deepEqual(faults, []);
  }

  test('what servers sent stays text, wherever it stands', async () => {
    // Also without the policy, which would keep it from running but not from being markup.
    const edit = (html: string) => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    await visit([evil, plain], { edit }, async (page) => {
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.locator('script').count(), 1);
      const text = (await page.locator('body').textContent()) ?? '';
      const shown = ['case', 'why', 'operation', 'unmet', 'raw', 'curl'].filter((what) =>
        text.includes(`${what} ${EVIL}`),
      );
      assert.equal(shown.length, 6, shown.join());
    });
  });

  test('its policy lets its own style and script through, and no other', async () => {
    await visit([plain], {}, async (page) => {
      assert.equal(await page.locator('#filter-text').isVisible(), true);
      assert.equal(await page.evaluate('getComputedStyle(document.body).marginTop'), '0px');
    });
    const edit = (html: string) => html.replace('</main>', '</main><script>window.hacked = 1</script>');
    const refused = visit([plain], { edit }, async (page) =>
      assert.equal(await page.evaluate('window.hacked'), undefined),
    );
    await assert.rejects(refused, /Content Security Policy/);
  });

  test('findings are filtered by text and by operation', async () => {
    await visit([finding(observed(answer(400, '{}')), observed(answer(422, '{}'))), plain], {}, async (page) => {
      const visibleOnes = () => page.locator('article:visible').evaluateAll((all) => all.map(({ id }) => id));
      assert.deepEqual(await visibleOnes(), ['finding-1', 'finding-2']);
      await page.locator('#filter-operation').selectOption('listPets');
      assert.deepEqual(await visibleOnes(), ['finding-2']);
      assert.equal(await page.locator('#filter-count').textContent(), '1 of 2');
      await page.locator('#filter-operation').selectOption('*');
      await page.locator('#filter-text').fill('ADDPET status');
      assert.deepEqual(await visibleOnes(), ['finding-1']);
      await page.locator('#filter-text').fill('nothing like it');
      assert.equal(await page.locator('#filter-none').isVisible(), true);
    });
  });

  test('a link to a finding opens it, also where the filter has hidden it', async () => {
    await visit([plain, { ...plain, operation: 'addPet' }], {}, async (page) => {
      await page.locator('#filter-operation').selectOption('listPets');
      await page.evaluate(`location.hash = '#finding-2'`);
      await page.locator('#curl-2').waitFor({ state: 'visible' });
    });
  });

  test('a request is copied as it is shown', async () => {
    await visit([plain], { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const button = page.locator('[data-copy="curl-1"]');
      await button.click();
      await page.locator('[data-copy="curl-1"]', { hasText: 'Copied' }).waitFor();
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), plain.request?.curl);
    });
  });

  test('it is complete without its script', async () => {
    await visit([plain, plain], { javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator('[data-needs-script]:visible').count(), 0);
      await page.locator('#finding-2 summary').click();
      assert.equal(await page.locator('#curl-2').isVisible(), true);
    });
  });

  test('on paper every finding is open and the controls are gone', async () => {
    await visit([plain, plain], {}, async (page) => {
      assert.equal(await page.locator('#curl-2').isVisible(), false);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('#curl-2').isVisible(), true);
      assert.equal(await page.locator('#filter-text').isVisible(), false);
    });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every text has enough contrast (WCAG 2.2, 1.4.3), ${colorScheme}`, async () => {
      await visit([evil, plain], { colorScheme }, async (page) => {
        await page.locator('#toggle-all').click();
        assert.deepEqual(await page.evaluate(LOW_CONTRASTS), []);
      });
    });
  }

  test('nothing sticks out on a phone', async () => {
    await visit([evil, plain], { viewport: { width: 360, height: 800 } }, async (page) => {
      await page.locator('#toggle-all').click();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    });
  });

  test('reads the JUnit XML of the same report as well-formed', async () => {
    const page = await browser.newPage();
    const xml = toJunit([result([evil, { ...plain, case: '\u0000\u001b\ufffe' }])], HEADER);
    const read = `(() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'text/xml');
      return [parsed.querySelectorAll('parsererror').length, parsed.querySelectorAll('testcase').length];
    })()`;
    assert.deepEqual(await page.evaluate(read), [0, 5]);
    await page.close();
  });
});

/** Texts whose contrast with the nearest opaque ground behind them is below 4.5. A text, since it runs in the page. */
const LOW_CONTRASTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const groundOf = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if ((channels(color)[3] ?? 1) === 1) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const low = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (text.data.trim() === '' || !element.checkVisibility() || element.closest('script')) continue;
    seen += 1;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < 4.5) low.add(contrast.toFixed(2) + ' ' + element.className + ' ' + text.data.trim().slice(0, 40));
  }
  return seen > 50 ? [...low] : ['only ' + seen + ' texts'];
})()`;
