"""What bittensor's own libraries say about weights that others wrote, as one line of JSON.

Standard input: {"url", "netuids", "hash": arguments of the commit hash, "locked": {"commit", "signature"} in hex
(the commit with its round, as the library's own `encrypt` answers it),
"schedules": [arguments of get_encrypted_commit_v2]}.
"""

import json
import sys
import time

import bittensor as bt
from bittensor.utils.weight_utils import generate_weight_hash
from bittensor_drand import decrypt_with_signature, get_encrypted_commit_v2

asked = json.load(sys.stdin)
chain = bt.Subtensor(network=asked["url"])


def subnet(netuid: int) -> dict:
    metagraph = chain.metagraph(netuid, lite=False)
    return {"weights": chain.weights(netuid), "W": metagraph.W.tolist(), "incentive": metagraph.I.tolist()}


seen = {"subnets": {str(netuid): subnet(netuid) for netuid in asked["netuids"]}}
chain.close()
seen["hash"] = generate_weight_hash(**asked["hash"])
seen["opened"] = decrypt_with_signature(bytes.fromhex(asked["locked"]["commit"]), asked["locked"]["signature"]).hex()


def timed_round(schedule: dict) -> list:
    before = time.time()
    _, reveal_round = get_encrypted_commit_v2(
        uids=[0], weights=[1], version_key=0, blocks_since_last_step=0, hotkey=bytes(32), **schedule
    )
    return [before, reveal_round, time.time()]


seen["rounds"] = [timed_round(schedule) for schedule in asked["schedules"]]
print(json.dumps(seen))
