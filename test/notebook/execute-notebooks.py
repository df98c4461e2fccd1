"""Executes notebooks on a few kernels, one after the other on each, and exports each as a page.

Starting a kernel and loading what all notebooks import takes ten times as long as most notebooks
do, so kernels stay warm: `%reset` (reset-kernel.cjs) makes them forget every name in between. Reads
{"folder", "kernels", "notebooks": [{"file", "parameters"}]} from standard input, writes
FOLDER/NAME.ipynb and FOLDER/NAME.html, and a line of JSON for each notebook as it is done.
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter

CELL_SECONDS = 120
START_SECONDS = 60
RESET = "%reset"


def with_parameters(cell, parameters):
    """Other values for constants of the first cell, each of which has to be there."""
    source = cell.source
    for name, value in parameters.items():
        pattern = rf"^(const {name}\b[^=\n]*= )(.*?)(;.*)$"
        source, count = re.subn(
            pattern, lambda found: found[1] + value + found[3], source, flags=re.MULTILINE
        )
        if count != 1:
            raise ValueError(f"the first cell has no constant {name}")
    cell.source = source


async def execute(entry, folder, manager, kernel):
    path = Path(entry["file"])
    notebook = nbformat.read(path, as_version=4)
    if entry["parameters"]:
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        with_parameters(first, entry["parameters"])
    start = time.monotonic()
    client = NotebookClient(notebook, km=manager, timeout=CELL_SECONDS, allow_errors=True)
    client.kc = kernel
    async with client.async_setup_kernel(cleanup_kc=False):
        for index, cell in enumerate(notebook.cells):
            await client.async_execute_cell(cell, index)
    seconds = time.monotonic() - start
    nbformat.write(notebook, folder / path.name)
    # Formulas are nbconvert's to set, and take it longer than our charts take.
    html, _ = HTMLExporter(mathjax_url="").from_notebook_node(notebook)
    (folder / f"{path.stem}.html").write_text(html, encoding="utf8")
    print(json.dumps({"file": path.name, "seconds": round(seconds, 2)}), flush=True)


async def work(queue, folder):
    manager = AsyncKernelManager(kernel_name="tslab")
    await manager.start_kernel()
    kernel = manager.client()
    kernel.start_channels()
    try:
        await kernel.wait_for_ready(timeout=START_SECONDS)
        is_fresh = True
        while queue:
            entry = queue.pop(0)
            if not is_fresh:
                await kernel.execute_interactive(RESET, timeout=CELL_SECONDS, allow_stdin=False)
            is_fresh = False
            await execute(entry, folder, manager, kernel)
    finally:
        kernel.stop_channels()
        await manager.shutdown_kernel(now=True)


async def main():
    asked = json.load(sys.stdin)
    queue = list(asked["notebooks"])
    folder = Path(asked["folder"])
    await asyncio.gather(*(work(queue, folder) for _ in range(asked["kernels"])))


asyncio.run(main())
