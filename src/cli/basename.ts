/** The last part of a path, as people name a file. */
export function basename(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? path;
}
