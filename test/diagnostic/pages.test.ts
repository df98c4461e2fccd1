import { describe, expect, it } from 'vitest';
import { openPresetLibrary } from '../../src/presets/index.js';
import { compilePolicyText } from '../../src/compile/index.js';
import {
  DIAGNOSTIC_CODES,
  DIAGNOSTIC_PAGES,
  renderPage,
  renderPageList,
} from '../../src/diagnostic/index.js';
import { runMain } from '../cli/captured-io.js';
import { completeExample } from './complete-example.js';

/** No example of a file of 128 KiB fits a page. */
const WITHOUT_EXAMPLE = ['P701'];

const plain = (text: string): string => text;

async function codesIn(example: string): Promise<readonly string[]> {
  if (example.startsWith('$ mm-policy ')) {
    const { out } = await runMain(example.slice('$ mm-policy '.length).split(' '));
    return [...out.matchAll(/\[(P\d+)\]/gu)].map((match) => match[1] ?? '');
  }
  const { diagnostics } = compilePolicyText(
    'page.policy',
    completeExample(example),
    openPresetLibrary('page.policy'),
    Date.UTC(2026, 10, 21),
  );
  return diagnostics.map(({ code }) => code);
}

describe('the pages of explain', () => {
  it('are one for each code, in order', () => {
    const codes = DIAGNOSTIC_PAGES.map(({ code }) => code);
    expect(codes).toEqual(Object.keys(DIAGNOSTIC_CODES).toSorted());
  });

  it('show an example to avoid, unless it would not fit', () => {
    const without = DIAGNOSTIC_PAGES.filter(({ avoid }) => avoid === null);
    expect(without.map(({ code }) => code)).toEqual(WITHOUT_EXAMPLE);
  });

  it.each(DIAGNOSTIC_PAGES)('on $code avoid what has that problem and no other', async (page) => {
    const wanted = page.avoid === null ? [] : [page.code];
    expect(await codesIn(page.avoid ?? page.prefer)).toEqual(wanted);
  });

  it.each(DIAGNOSTIC_PAGES)('on $code prefer what has no problem', async (page) => {
    expect(await codesIn(page.prefer)).toEqual([]);
  });

  it.each(DIAGNOSTIC_PAGES)('on $code fit 80 columns and are written in ASCII', (page) => {
    const text = renderPage(page, plain);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const prose = [page.summary, page.meaning, page.why].join('');
    expect(prose).toMatch(/^[\u0020-\u007E]*$/u);
    for (const part of [page.meaning, page.why]) expect(part).toMatch(/^[A-Z`].*\.$/u);
    expect(page.summary).not.toMatch(/\.$/u);
    expect(page.related).not.toContain(page.code);
  });

  it('are listed with a line each that fits 80 columns', () => {
    const lines = renderPageList(DIAGNOSTIC_PAGES).trimEnd().split('\n');
    expect(lines).toHaveLength(DIAGNOSTIC_PAGES.length);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});
