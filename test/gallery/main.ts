/**
 * `npm run gallery`: executes the notebooks, takes a chart of each as pictures for light and dark
 * pages, and writes the README's gallery. `-- 06 07` executes those alone; `--all DIR` keeps all of
 * their charts in a folder besides, to look at.
 */
import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

// Node strips the types of these files by itself, but does not turn `.js` into `.ts`.
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = /^\.\.?\//u.test(specifier) && context.parentURL?.includes('/test/gallery/');
    return next(isOurs === true ? specifier.replace(/\.js$/u, '.ts') : specifier, context);
  },
});

const { makeGallery } = await import('./make-gallery.js');
const { values, positionals } = parseArgs({
  options: { all: { type: 'string' } },
  allowPositionals: true,
});
await makeGallery({ only: positionals, all: values.all });
