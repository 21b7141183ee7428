/** Headless Chromium with the samples of a report as files, and with what it said while it opened one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { renderReport } from '../../lib/reports/page/page.ts';
import type { Report } from '../../lib/reports/report.ts';

export interface Opened {
  readonly page: Page;
  readonly url: string;
  readonly requests: string[];
  /** Of the console, and errors of the page. */
  readonly said: string[];
}

/** Debian's, or the one that is named: none is downloaded. */
export const launch = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    // Chromium's sandbox refuses to run as root, which containers are; the page is our own.
    args: ['--no-sandbox', '--disable-gpu'],
  });

/** A folder for pages; call the second to take it away. */
export function folder(): readonly [string, () => void] {
  const path = mkdtempSync(join(tmpdir(), 'report-'));
  return [path, () => rmSync(path, { recursive: true, force: true })];
}

export async function open(browser: Browser, file: string, report: Report): Promise<Opened> {
  writeFileSync(file, renderReport(report));
  const url = pathToFileURL(file).href;
  const page = await browser.newPage();
  const opened: Opened = { page, url, requests: [], said: [] };
  page.on('request', (request) => opened.requests.push(request.url()));
  page.on('console', (message) => opened.said.push(message.text()));
  page.on('pageerror', (error) => opened.said.push(String(error)));
  page.on('dialog', (dialog) => {
    opened.said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.setOfflineMode(true);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url, { waitUntil: 'load' });
  return opened;
}
