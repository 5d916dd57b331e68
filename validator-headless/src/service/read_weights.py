"""What the bittensor SDK reads of a subnet's weights, as one line of JSON. Arguments: the chain's address, the subnet."""

import json
import sys

import bittensor as bt

url, netuid = sys.argv[1], int(sys.argv[2])
chain = bt.Subtensor(network=url)
metagraph = chain.metagraph(netuid, lite=False)
print(
    json.dumps(
        {
            "weights": chain.weights(netuid),
            "rows": metagraph.W.tolist(),
            "last_update": [int(block) for block in metagraph.last_update],
        }
    )
)
chain.close()
