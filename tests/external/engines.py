"""Runs the scripts of one job of a GitHub workflow as a runner does, in the working directory. Actions do nothing.

usage: engines.py FILE JOB RUNNER_TEMP [EXPRESSION=VALUE...]
Writes what the scripts print to stderr and the job's outputs to stdout; exits with the code of the script that failed.
"""

import os
import re
import subprocess
import sys

import yaml

file, name, temporary, *given = sys.argv[1:]
expressions = {"runner.temp": temporary, "github.token": "token"}
expressions.update(it.split("=", 1) for it in given)


def evaluate(text):
    """Replaces each expression. What nobody gave is empty, as outputs are that are not set."""

    def value(match):
        expression = match.group(1)
        variable = re.fullmatch(r"vars\.(\w+)", expression)
        return os.environ.get(variable.group(1), "") if variable else expressions.get(expression, "")

    return re.sub(r"\$\{\{ (.*?) \}\}", value, str(text))


with open(file, encoding="utf-8") as text:
    workflow = yaml.safe_load(text)
job = workflow["jobs"][name]
os.makedirs(temporary, exist_ok=True)
output = os.path.join(temporary, "outputs")
environment = dict(
    os.environ,
    GITHUB_ACTIONS="true",
    GITHUB_REPOSITORY="contoso/widgets",
    GITHUB_SHA=subprocess.check_output(["git", "rev-parse", "HEAD"], text=True).strip(),
    GITHUB_OUTPUT=output,
    GITHUB_STEP_SUMMARY=os.path.join(temporary, "summary.md"),
    RUNNER_TEMP=temporary,
)
code = 0
for step in job["steps"]:
    if "run" not in step or (code and "if" not in step):
        continue
    own = {**workflow["env"], **job.get("env", {}), **step.get("env", {})}
    run = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=evaluate(step.get("working-directory", ".")),
        env={**environment, **{key: evaluate(it) for key, it in own.items()}},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        check=False,
    )
    code = code or run.returncode
    if "id" in step:
        expressions[f"steps.{step['id']}.outcome"] = "failure" if run.returncode else "success"
        if os.path.exists(output):
            with open(output, encoding="utf-8") as text:
                for line in text.read().splitlines():
                    key, _, it = line.partition("=")
                    expressions[f"steps.{step['id']}.outputs.{key}"] = it
for key, it in job.get("outputs", {}).items():
    print(f"{key}={evaluate(it)}")
sys.exit(code)
