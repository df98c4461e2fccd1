/** Notebooks executed, their charts taken as pictures, and the README's gallery written. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
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

/** All charts into the folder `all`, or the chosen ones into the repository and its README. */
export async function makeGallery(all: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-gallery-'));
  const browser = await chromium.launch({
    executablePath: process.env['MM_POLICY_BROWSER'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  });
  try {
    if (all !== undefined) await keepAll(browser, folder, all);
    else await keepChosen(browser, folder);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function keepAll(browser: Browser, folder: string, target: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  for (const { name, pictures } of await allPictures(browser, folder)) {
    for (const [index, { light, dark }] of pictures.entries()) {
      writeFileSync(join(target, `${name}-${index}.webp`), light);
      writeFileSync(join(target, `${name}-${index}-dark.webp`), dark);
    }
  }
}

async function keepChosen(browser: Browser, folder: string): Promise<void> {
  const drawn = await allPictures(browser, folder);
  rmSync(GALLERY, { recursive: true, force: true });
  mkdirSync(GALLERY);
  const entries: GalleryEntry[] = [];
  for (const { name, pictures } of drawn) {
    const picture = pictures[CHOSEN[name] ?? 0];
    if (picture === undefined) continue;
    writeLight(join(GALLERY, `${name}.webp`), picture.light);
    writeLight(join(GALLERY, `${name}-dark.webp`), picture.dark);
    const notebook = `${name}.ipynb`;
    entries.push({ notebook, title: titleOf(notebook), picture: name });
  }
  const readme = join(ROOT, 'README.md');
  writeFileSync(readme, withGallery(readFileSync(readme, 'utf8'), entries));
}

/** Of all notebooks, in their order. */
async function allPictures(browser: Browser, folder: string) {
  const names = readdirSync(NOTEBOOKS)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => basename(name, '.ipynb'))
    .toSorted();
  const drawn: { readonly name: string; readonly pictures: readonly ChartPicture[] }[] = [];
  for (const name of names) {
    const pictures = await takePictures(browser, await exported(name, folder));
    console.log(`${name}: ${pictures.map(({ title }) => title).join(' | ')}`);
    drawn.push({ name, pictures });
  }
  return drawn;
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
