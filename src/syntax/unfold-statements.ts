/** A policy with each statement on one line, comments blank, every character where it was. */
import { ProblemList } from '../diagnostic/index.js';
import { maskSource } from './mask-source.js';

/** What is wrong with it is told elsewhere. */
export function unfoldStatements(source: string): string {
  return maskSource(source, new ProblemList('')).text;
}
