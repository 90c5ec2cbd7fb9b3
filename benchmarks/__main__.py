"""Create the benchmark's own database and measure in a process that uses it."""

import subprocess
import sys

from .database import PYTHON, environment_with_own, run


def main():
    environment = environment_with_own("kapinda_benchmark")
    subprocess.run(
        [*PYTHON, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, check=True
    )
    run("measure", *sys.argv[1:], environment=environment)


if __name__ == "__main__":
    main()
