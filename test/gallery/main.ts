/**
 * `npm run gallery`: executes all notebooks, takes a chart of each as pictures for light and dark
 * pages, and writes the README's gallery. `-- --all DIR` keeps all charts in a folder to look at
 * instead, and leaves the repository alone.
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
const { values } = parseArgs({ options: { all: { type: 'string' } } });
await makeGallery(values.all);
