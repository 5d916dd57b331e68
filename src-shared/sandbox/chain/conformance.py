"""Walks the sandbox chain with the bittensor SDK's public API and prints what it saw as one line of JSON.

Arguments: the chain's URL, the two netuids (plain weights, commit-reveal), a folder for wallets.
"""

import json
import sys

import bittensor as bt
from bittensor_wallet import Keypair, Wallet

url, plain, hidden, wallet_dir = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
commitment = "miner/data:1:" + "0123456789" * 4


def wallet(hotkey: str) -> Wallet:
    made = Wallet(name="Coldkey", hotkey=hotkey, path=wallet_dir)
    coldkey = Keypair.create_from_uri("//Coldkey")
    made.set_coldkey(coldkey, encrypt=False, overwrite=True)
    made.set_coldkeypub(coldkey, encrypt=False, overwrite=True)
    made.set_hotkey(Keypair.create_from_uri(f"//{hotkey}"), encrypt=False, overwrite=True)
    return made


validator, miner, stranger = wallet("Validator"), wallet("Miner"), wallet("Stranger")
chain = bt.Subtensor(network=url)
seen = {"version": bt.__version__, "subnets": chain.get_all_subnets_netuid()}
first = chain.get_current_block()
chain.wait_for_block(first + 1)
seen["blocks_go_on"] = chain.get_current_block() > first

metagraph = chain.metagraph(plain, lite=False)
seen["metagraph"] = {
    "n": int(metagraph.n),
    "hotkeys": metagraph.hotkeys == [wallet(name).hotkey.ss58_address for name in ("Validator", "Miner", "Rival")],
    "permits": metagraph.validator_permit.tolist(),
    "stake": metagraph.S.tolist(),
}
settings = chain.get_subnet_hyperparameters(plain)
seen["hyperparameters"] = {
    "tempo": settings.tempo,
    "commit_reveal": settings.commit_reveal_weights_enabled,
    "rate": settings.weights_rate_limit,
}
seen["name"] = chain.subnet(plain).subnet_name
seen["neurons"] = [neuron.uid for neuron in chain.neurons_lite(plain)]

seen["set_commitment"] = chain.set_commitment(miner, plain, commitment).success
seen["get_commitment"] = chain.get_commitment(plain, 1) == commitment
seen["all_commitments"] = chain.get_all_commitments(plain) == {miner.hotkey.ss58_address: commitment}
seen["commit_unregistered"] = chain.set_commitment(stranger, plain, commitment).success

before = chain.get_balance(validator.coldkeypub.ss58_address)
burn = chain.recycle(plain)
registered = chain.burned_register(stranger, plain)
seen["register"] = registered.success
seen["uid"] = chain.get_uid_for_hotkey_on_subnet(stranger.hotkey.ss58_address, plain)
seen["burn_paid"] = float(before - chain.get_balance(validator.coldkeypub.ss58_address)) >= 0.9 * float(burn)
seen["transfer"] = chain.transfer(validator, stranger.hotkey.ss58_address, bt.Balance.from_tao(5)).success
seen["received"] = chain.get_balance(stranger.hotkey.ss58_address).tao
seen["add_stake"] = chain.add_stake(validator, plain, validator.hotkey.ss58_address, bt.Balance.from_tao(10)).success
owned = chain.get_stake(validator.coldkeypub.ss58_address, validator.hotkey.ss58_address, plain)
seen["stake_grew"] = owned.tao >= 1010

chain.wait_for_block(8)
seen["set_weights"] = chain.set_weights(validator, plain, uids=[1, 2], weights=[0.75, 0.25]).success
seen["weights"] = chain.weights(plain)

seen["commit_weights"] = chain.set_weights(validator, hidden, uids=[1], weights=[1.0]).success
seen["commits_waiting"] = len(chain.get_timelocked_weight_commits(hidden))

# At the beginning of an epoch there is time for a reveal that is too early.
chain.wait_for_block(chain.get_next_epoch_start_block(hidden) + 1)
salt, uids, weights = [7, 11, 13], [1, 2], [65_535, 32_767]
seen["hash_commit"] = chain.commit_weights(
    validator, hidden, salt=salt, uids=uids, weights=weights, wait_for_inclusion=True, wait_for_finalization=True
).success
early = chain.reveal_weights(validator, hidden, uids=uids, weights=weights, salt=salt, max_attempts=1)
seen["early_reveal"] = early.success
chain.wait_for_block(chain.get_next_epoch_start_block(hidden) + 1)
seen["reveal"] = chain.reveal_weights(validator, hidden, uids=uids, weights=weights, salt=salt).success
seen["revealed"] = chain.weights(hidden)
chain.close()
print(json.dumps(seen))
