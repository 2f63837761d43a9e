"""``python -m postwire_corkboard.sandbox``: serve a corkboard until interrupted."""

import argparse

from postwire_corkboard.sandbox.server import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m postwire_corkboard.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free port; the real one is printed")
    parser.add_argument("--seed", type=int, default=0, help="ids count on from it")
    run(**vars(parser.parse_args()))
