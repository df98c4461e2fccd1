/** The version in package.json, which stands two folders above both the source and the build. */
import { readFileSync } from 'node:fs';

export const TOOL_VERSION: string = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  const version = parsed instanceof Object && 'version' in parsed ? parsed.version : null;
  return typeof version === 'string' ? version : 'unknown';
}
