import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCommand } from '../../src/alert/index.js';

describe('a command line', () => {
  it.each([
    ['notify --to desk', ['notify', '--to', 'desk']],
    [`  "a b"  'c "d'\te\\ f `, ['a b', 'c "d', 'e f']],
    [`x '' "\\"" '\\'`, ['x', '', '"', '\\']],
    [
      'echo $HOME `id` *; rm -rf / | cat',
      ['echo', '$HOME', '`id`', '*;', 'rm', '-rf', '/', '|', 'cat'],
    ],
  ])('%j is split into %j', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it.each(['', '   ', '"open', "it's", 'ends\\', `''`])('%j is none', (text) => {
    expect(splitCommand(text)).toBeNull();
  });

  it('gives back any words that were quoted', () => {
    const words = fc.array(fc.string(), { minLength: 1 }).filter(([first]) => first !== '');
    fc.assert(
      fc.property(words, fc.boolean(), (list, isDouble) => {
        const quoted = list.map((word) =>
          isDouble
            ? `"${word.replaceAll(/["\\]/gu, String.raw`\$&`)}"`
            : `'${word.replaceAll("'", `'\\''`)}'`,
        );
        expect(splitCommand(quoted.join(' '))).toEqual(list);
      }),
    );
  });
});
