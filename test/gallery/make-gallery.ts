/** Notebooks executed, their charts taken as pictures, and the README's gallery written. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { type ChartPicture, takePictures } from './gallery-pictures.js';
import { type GalleryEntry, withGallery } from './gallery-section.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOTEBOOKS = join(ROOT, 'notebooks');
const GALLERY = join(NOTEBOOKS, 'gallery');
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
/** Heavier pictures have no place in a repository. */
const PICTURE_BYTES_MAX = 40_000;

/** Which of a notebook's charts shows it best, where that is not the first. */
const CHOSEN: Readonly<Record<string, number>> = {};

const run = promisify(execFile);

export interface GalleryOptions {
  /** Beginnings of notebooks' names: those alone are executed; none are all. */
  readonly only: readonly string[];
  /** A folder that takes all charts, to look at. */
  readonly all: string | undefined;
}

/** Pictures of the chosen charts into the repository, and a README that shows what is there. */
export async function makeGallery({ only, all }: GalleryOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-gallery-'));
  const browser = await chromium.launch({
    executablePath: process.env['MM_POLICY_BROWSER'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  });
  const names = notebookNames();
  const asked = names.filter((name) => only.length === 0 || only.some((o) => name.startsWith(o)));
  try {
    for (const name of asked) {
      const pictures = await takePictures(browser, await exported(name, folder));
      console.log(`${name}: ${pictures.map(({ title }) => title).join(' | ')}`);
      keep(name, pictures[CHOSEN[name] ?? 0]);
      if (all !== undefined) keepAll(name, pictures, all);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const readme = join(ROOT, 'README.md');
  const entries = names.filter((name) => existsSync(pictureOf(name))).map(entryOf);
  writeFileSync(readme, withGallery(readFileSync(readme, 'utf8'), entries));
}

function notebookNames(): readonly string[] {
  return readdirSync(NOTEBOOKS)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => basename(name, '.ipynb'))
    .toSorted();
}

function pictureOf(name: string, theme: '' | '-dark' = ''): string {
  return join(GALLERY, `${name}${theme}.webp`);
}

function entryOf(name: string): GalleryEntry {
  const notebook = `${name}.ipynb`;
  return { notebook, title: titleOf(notebook), picture: name };
}

function keep(name: string, picture: ChartPicture | undefined): void {
  if (picture === undefined) return;
  mkdirSync(GALLERY, { recursive: true });
  writeLight(pictureOf(name), picture.light);
  writeLight(pictureOf(name, '-dark'), picture.dark);
}

function keepAll(name: string, pictures: readonly ChartPicture[], target: string): void {
  mkdirSync(target, { recursive: true });
  for (const [index, { light, dark }] of pictures.entries()) {
    writeFileSync(join(target, `${name}-${index}.webp`), light);
    writeFileSync(join(target, `${name}-${index}-dark.webp`), dark);
  }
}

async function exported(name: string, folder: string): Promise<string> {
  const env = {
    ...process.env,
    JUPYTER_PATH: join(NOTEBOOKS, 'jupyter'),
    MM_POLICY_STILLS: 'never',
  };
  const words = ['-m', 'nbconvert', '--execute', '--to', 'html', '--output-dir', folder];
  await run(PYTHON, [...words, `${name}.ipynb`], { cwd: NOTEBOOKS, env, maxBuffer: 50_000_000 });
  return join(folder, `${name}.html`);
}

function writeLight(file: string, picture: Buffer): void {
  if (picture.length > PICTURE_BYTES_MAX) {
    throw new Error(`${file} would be ${picture.length} bytes: choose a lighter chart in CHOSEN`);
  }
  writeFileSync(file, picture);
}

/** The first heading, without its number. */
function titleOf(notebook: string): string {
  const { cells } = JSON.parse(readFileSync(join(NOTEBOOKS, notebook), 'utf8')) as {
    readonly cells: readonly { readonly source: string | readonly string[] }[];
  };
  const heading = /^# (?:\d+ · )?(.+)$/mu.exec([cells[0]?.source ?? ''].flat().join(''));
  return heading?.[1] ?? notebook;
}
