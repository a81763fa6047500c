"""`make rollback`: an earlier publication put back before everyone who reads.

Here: the command. Not here: how a publication is put in place (`orchestration.publish`).
"""

import argparse
import sys
from pathlib import Path

from orchestration.definitions import warehouse
from orchestration.disk import DiskFault
from orchestration.locking import one_process_at_a_time
from orchestration.publish import PublicationFailed, published_now, roll_back
from orchestration.version import code_version


def main(arguments: list[str]) -> int:
    """Put the named publication back, or the one before that which readers see; 0 if it was."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.rollback", description=__doc__)
    parser.add_argument("publication", nargs="?", help="by default the one before the current one")
    restored = parser.parse_args(arguments).publication or None
    published = Path(warehouse.published_database)
    with one_process_at_a_time(warehouse.lock, _say_who_writes):
        before = published_now(published)
        try:
            publication = roll_back(
                Path(warehouse.build_database),
                published,
                code_version(),
                warehouse.kept_versions,
                restored,
            )
        except (PublicationFailed, DiskFault) as failure:
            print(failure)
            return 1
    print(publication.plan.report(most=40))
    print(
        f"\nReaders see the publication {publication.publication_id}, which is"
        f" {publication.restores} put back in place of {before}."
    )
    return 0


def _say_who_writes(holder: str) -> None:
    print(f"Process {holder} writes the warehouse: waiting until it has ended.", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
