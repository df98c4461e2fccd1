/** `mm-policy notebooks`: Jupyter on the TypeScript kernel of a project, with what that needs. */
import { Option } from 'commander';
import type { RegisterCommand } from './cli-io.js';
import { JUPYTER_PAGES, type JupyterPage } from './find-jupyter.js';

const MORE = `
DIR belongs to an npm project: a checkout's own notebooks/, or any folder of yours. What its project
lacks of mm-policy, tslab (the kernel) and plotly.js-dist-min (the charts) is installed into it by
npm, the kernel is written for Jupyter to find beside them, and Jupyter opens there. Nothing outside
of the project changes, except by --register.

Jupyter itself comes from Python: apt-get install jupyter-notebook, pip install jupyterlab, or what
your system has. In VS Code: --register, then choose "TypeScript (tslab)" of the Jupyter kernels.
What stands after -- goes to Jupyter.

Examples:
  $ mm-policy notebooks
  $ mm-policy notebooks research --app notebook --no-browser -- --port 9000
  $ mm-policy notebooks --check

Exit codes: 0 done · 1 --check found something missing · 2 could not begin · else Jupyter's own.`;

export interface NotebooksOptions {
  readonly app?: JupyterPage;
  readonly browser: boolean;
  readonly install: boolean;
  readonly check?: boolean;
  readonly register?: boolean;
}

export const registerNotebooks: RegisterCommand = (program, io) => {
  program
    .command('notebooks')
    .summary('open notebooks on the TypeScript kernel')
    .description('Open Jupyter on the TypeScript kernel of a project, installing what it lacks.')
    .argument('[DIR]', 'where the notebooks are', '.')
    .argument('[JUPYTER...]', "after --: Jupyter's own options")
    .addOption(new Option('--app <app>', 'which of Jupyter to open').choices(JUPYTER_PAGES))
    .option('--no-browser', 'only serve: the address is printed')
    .option('--no-install', 'install nothing: tell what is missing')
    .option('--check', 'tell what is there and what is missing, and do nothing')
    .option('--register', 'make the kernel known to this user, and open nothing')
    .addHelpText('after', MORE)
    .action(async (folder: string, rest: readonly string[], options: NotebooksOptions) => {
      const { openNotebooks } = await import('./open-notebooks.js');
      // Without a folder what stands after -- comes first.
      const isFolder = !folder.startsWith('-');
      const [place, words] = isFolder ? [folder, rest] : ['.', [folder, ...rest]];
      io.exitCode = await openNotebooks(place, words, options, io);
    });
};
