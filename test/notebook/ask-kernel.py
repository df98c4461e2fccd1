"""Starts the tslab kernel that JUPYTER_PATH names, asks it what stdin lists, and prints the answers.

stdin: a JSON list of {"kind": "execute" | "complete" | "inspect", "code": text, "at": offset}.
stdout: a JSON list of answers: what a cell wrote, the completions, the help text.
"""

import json
import subprocess
import sys
import time

from jupyter_client.manager import start_new_kernel


def execute(client, code):
    """What the cell wrote on the page and on its streams."""
    outputs = []

    def hear(message):
        content = message["content"]
        kind = message["msg_type"]
        if kind == "stream":
            outputs.append([content["name"], content["text"]])
        elif kind in ("display_data", "update_display_data"):
            outputs.append([kind, "".join(content["data"].get("text/html", ""))])

    reply = client.execute_interactive(code, output_hook=hear, timeout=90)
    return {"status": reply["content"]["status"], "outputs": outputs}


def main():
    began = time.monotonic()
    # Its own standard output would land in the answers.
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    manager, client = start_new_kernel(kernel_name="tslab", startup_timeout=90, **quiet)
    ready = time.monotonic() - began
    answers = []
    try:
        for ask in json.load(sys.stdin):
            code = ask["code"]
            at = ask.get("at", len(code))
            if ask["kind"] == "execute":
                start = time.monotonic()
                answers.append({**execute(client, code), "seconds": time.monotonic() - start})
            elif ask["kind"] == "complete":
                reply = client.complete(code, at, reply=True, timeout=60)
                answers.append({"matches": reply["content"]["matches"]})
            else:
                reply = client.inspect(code, at, reply=True, timeout=60)
                answers.append({"text": reply["content"].get("data", {}).get("text/plain", "")})
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    json.dump({"readySeconds": ready, "answers": answers}, sys.stdout)


main()
