/** The gallery as a part of the README. */
export interface GalleryEntry {
  /** The notebook's file. */
  readonly notebook: string;
  /** Its question: the first heading. */
  readonly title: string;
  /** Of its pictures, without the theme: `01-glft-quotes`. */
  readonly picture: string;
}

const BEGIN = '<!-- gallery: written by `npm run gallery` -->';
const END = '<!-- end of the gallery -->';
const COLUMNS = 2;

/** `readme` with the section between its two marks made anew. Throws where it has no such marks. */
export function withGallery(readme: string, entries: readonly GalleryEntry[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the README lacks ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin)}${BEGIN}\n\n${tableOf(entries)}\n${readme.slice(end)}`;
}

function tableOf(entries: readonly GalleryEntry[]): string {
  const rows: string[] = [];
  for (let at = 0; at < entries.length; at += COLUMNS) {
    const cells = entries.slice(at, at + COLUMNS).map(cellOf);
    rows.push(`<tr>\n${cells.join('\n')}\n</tr>`);
  }
  return `<table>\n${rows.join('\n')}\n</table>\n`;
}

function cellOf({ notebook, title, picture }: GalleryEntry): string {
  const from = 'notebooks/gallery';
  return `<td width="50%"><a href="notebooks/${notebook}"><picture>
<source media="(prefers-color-scheme: dark)" srcset="${from}/${picture}-dark.webp">
<img src="${from}/${picture}.webp" alt="${title.replaceAll('"', '&quot;')}">
</picture></a><br>${title}</td>`;
}
