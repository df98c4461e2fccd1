/**
 * `npm run soak -- [--inputs 1000000] [--seed N] [--from N] [--only N] [--workers N]`: made-up
 * policies and worse, against what is built. It runs in workers, one a core, so that an input that
 * hangs is kept too. `npm run soak -- --exact`: what doubles decide against what decimals decide;
 * `--risk`: the same of a risk manager's days. `--faults`: whole sessions on a venue in trouble;
 * `--kill9`: runs that die.
 */
import { registerHooks } from 'node:module';

// Node strips the types of these files by itself, but does not turn `.js` into `.ts`; and what is
// soaked of the sources is what was built from them.
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = specifier.startsWith('.') && context.parentURL?.includes('/test/');
    if (isOurs !== true) return next(specifier, context);
    const isSource = specifier.startsWith('../../src/');
    const found = isSource
      ? specifier.replace('/src/', '/dist/')
      : specifier.replace(/\.js$/u, '.ts');
    return next(found, context);
  },
});

const { isMainThread } = await import('node:worker_threads');
if (process.argv.includes('--exact')) {
  const { soakExact } = await import('./soak-exact.js');
  process.exitCode = await soakExact(process.argv.slice(2));
} else if (process.argv.includes('--risk')) {
  const { soakRisk } = await import('./soak-risk.js');
  process.exitCode = await soakRisk(process.argv.slice(2));
} else if (process.argv.includes('--faults')) {
  const { campaignFaults } = await import('./campaign-faults.js');
  process.exitCode = await campaignFaults(process.argv.slice(2), new URL(import.meta.url));
} else if (process.argv.includes('--kill9')) {
  const { campaignKillNine } = await import('./campaign-kill-nine.js');
  process.exitCode = await campaignKillNine(process.argv.slice(2));
} else if (isMainThread) {
  const { superviseSoak } = await import('./supervise-soak.js');
  process.exitCode = await superviseSoak(process.argv.slice(2), new URL(import.meta.url));
} else {
  const { runSoak } = await import('./run-soak.js');
  await runSoak();
}
