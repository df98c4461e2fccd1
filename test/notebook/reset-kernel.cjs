/**
 * Loaded into tslab's kernel (`node --require`) so that one warm kernel can execute several
 * notebooks: a cell that is only `%reset` forgets every name and value that was declared, as a
 * fresh kernel has none. All else is the kernel as it is.
 */
'use strict';
const { join } = require('node:path');

const RESET = '%reset';

// What the kernel starts itself, such as `mm-policy run`, has nothing to do with this.
delete process.env.NODE_OPTIONS;
if (process.argv.includes('kernel')) addReset(join(process.cwd(), 'node_modules/tslab/dist'));

function addReset(tslab) {
  const executors = require(join(tslab, 'executor.js'));
  const { createExecutor } = executors;
  executors.createExecutor = (...inputs) => {
    const executor = createExecutor(...inputs);
    const { execute } = executor;
    executor.execute = async (source) => {
      if (source.trim() !== RESET) return execute(source);
      executor.reset();
      return true;
    };
    return executor;
  };
}
