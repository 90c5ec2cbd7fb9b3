"""python -m sandbox --port P --smtp-port Q --data DIR --shop-url URL --tick SECONDS

With a tick of 0 parcels move only when they are pushed."""

import argparse
import logging

from werkzeug.serving import make_server

from . import mailbox
from .app import create_app, parts
from .world import World


def main():
    options = read_options()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    world = World(options.data, shop_url=options.shop_url, tick=options.tick)
    mailbox.listen(world, options.smtp_port)
    for part in parts():
        if options.tick and hasattr(part, "start"):
            part.start(world)
    make_server("127.0.0.1", options.port, create_app(world), threaded=True).serve_forever()


def read_options():
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--data", required=True, help="folder for what it remembers")
    parser.add_argument("--shop-url", default="", help="where scans and callbacks are pushed to")
    parser.add_argument("--tick", type=float, default=0, help="seconds between two moves")
    return parser.parse_args()


if __name__ == "__main__":
    main()
