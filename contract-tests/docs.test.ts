import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { operations } from '../contract/operations.gen.ts';
import { startPair } from './pair.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browserPath = process.env.CHROMIUM_PATH ?? BROWSERS.find(existsSync);
const skip = browserPath === undefined ? `no browser at ${BROWSERS.join(', ')} or CHROMIUM_PATH` : false;
if (skip) console.log(`skipped: the documentation in a browser (${skip})`);

test('the documentation shows every operation in a browser, on both servers, under their security headers', {
  skip,
}, async () => {
  const pair = await startPair();
  const browser = await chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
  try {
    for (const base of Object.values(pair.urls)) {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
      page.on('request', (request) => {
        if (!request.url().startsWith(base) && !request.url().startsWith('data:'))
          faults.push(`outside: ${request.url()}`);
      });
      await page.goto(`${base}/docs`);
      await page.locator('.opblock').first().waitFor();
      const shown = await page.locator('.opblock-summary-path').allInnerTexts();
      const paths = shown.map((text) => text.replaceAll('\u200b', ''));
      const documented = Object.values(operations).map(({ path }) => path);
      assert.deepEqual(paths.sort(), documented.sort());
      assert.deepEqual(faults, []);
      await page.close();
    }
  } finally {
    await browser.close();
    await pair.stop();
  }
});
