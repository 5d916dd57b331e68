"""Walks a dataset's and a model's whole life on a hub with huggingface_hub, and prints what it saw as JSON."""

import json
import os
import sys
import tempfile

from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.utils import get_session
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

endpoint, token, rival_token, read_token = sys.argv[1:5]
api = HfApi(endpoint=endpoint, token=token)
rival = HfApi(endpoint=endpoint, token=rival_token)
reader = HfApi(endpoint=endpoint, token=read_token)
stranger = HfApi(endpoint=endpoint, token=False)
repo = "miner/from-python"
seen = {}


def error_of(work):
    try:
        work()
    except HfHubHTTPError as error:
        return type(error).__name__
    return None


with tempfile.TemporaryDirectory() as folder:
    cache = os.path.join(folder, "cache")
    seen["name"] = api.whoami()["name"]
    seen["url"] = str(api.create_repo(repo, repo_type="dataset"))
    api.create_repo(repo, repo_type="dataset", exist_ok=True)
    seen["exists"] = api.repo_exists(repo, repo_type="dataset")

    small = api.upload_file(
        path_or_fileobj=b'{"system":"s","conversations":[]}\n',
        path_in_repo="data.jsonl",
        repo_id=repo,
        repo_type="dataset",
        commit_message="small",
    )
    seen["small_oid"] = small.oid

    big_path = os.path.join(folder, "big.bin")
    with open(big_path, "wb") as file:
        file.write(os.urandom(12_000_000))
    tree = os.path.join(folder, "tree")
    os.makedirs(os.path.join(tree, "nested", "deep"))
    with open(os.path.join(tree, "README.md"), "w") as file:
        file.write("---\nlicense: mit\n---\n# Hello\n")
    os.rename(big_path, os.path.join(tree, "nested", "deep", "big.bin"))
    with open(os.path.join(tree, "nested", "a.txt"), "w") as file:
        file.write("a")
    large = api.upload_folder(
        folder_path=tree, repo_id=repo, repo_type="dataset", commit_message="folder"
    )
    seen["large_oid"] = large.oid

    seen["files"] = sorted(api.list_repo_files(repo, repo_type="dataset"))
    seen["files_before"] = sorted(
        api.list_repo_files(repo, repo_type="dataset", revision=small.oid)
    )
    entries = list(api.list_repo_tree(repo, repo_type="dataset", recursive=True))
    seen["lfs"] = [e.path for e in entries if getattr(e, "lfs", None)]
    seen["commits"] = [c.title for c in api.list_repo_commits(repo, repo_type="dataset")]
    seen["branches"] = [b.name for b in api.list_repo_refs(repo, repo_type="dataset").branches]
    seen["sha"] = api.dataset_info(repo).sha
    seen["short_sha"] = api.dataset_info(repo, revision=large.oid[:7]).sha

    path = hf_hub_download(
        repo, "data.jsonl", repo_type="dataset", revision=small.oid,
        endpoint=endpoint, token=token, cache_dir=cache,
    )
    seen["data"] = open(path).read()
    snapshot = snapshot_download(
        repo, repo_type="dataset", endpoint=endpoint, token=token, cache_dir=cache
    )
    seen["snapshot_big"] = os.path.getsize(os.path.join(snapshot, "nested", "deep", "big.bin"))
    seen["same_bytes"] = (
        open(os.path.join(snapshot, "nested", "deep", "big.bin"), "rb").read()
        == open(os.path.join(tree, "nested", "deep", "big.bin"), "rb").read()
    )

    api.create_tag(repo, tag="v1", repo_type="dataset")
    api.create_branch(repo, branch="draft", repo_type="dataset")
    seen["tag_sha"] = api.dataset_info(repo, revision="v1").sha
    api.delete_file("nested/a.txt", repo, repo_type="dataset")
    seen["after_delete"] = sorted(api.list_repo_files(repo, repo_type="dataset"))

    def upload(who, **options):
        return lambda: who.upload_file(
            path_or_fileobj=b"x", path_in_repo="x", repo_id=repo, repo_type="dataset", **options
        )

    def download(**options):
        return lambda: hf_hub_download(
            options.pop("repo", repo), options.pop("file", "data.jsonl"), repo_type="dataset",
            endpoint=endpoint, token=options.pop("token", token), cache_dir=cache, **options
        )

    seen["errors"] = {
        "missing repo": error_of(download(repo="miner/none")),
        "missing file": error_of(download(file="none")),
        "missing revision": error_of(download(revision="0" * 40)),
        "rival writes": error_of(upload(rival)),
        "reader writes": error_of(upload(reader)),
        "stale parent": error_of(upload(api, parent_commit=small.oid)),
    }
    api.create_repo("miner/hidden", repo_type="dataset", private=True)
    seen["errors"]["private to a rival"] = error_of(lambda: rival.dataset_info("miner/hidden"))
    seen["errors"]["private to a stranger"] = error_of(lambda: stranger.dataset_info("miner/hidden"))
    api.update_repo_settings(repo, repo_type="dataset", gated="auto")
    seen["errors"]["gated"] = error_of(download(token=rival_token, revision="draft"))
    model = "miner/model-from-python"
    seen["model_url"] = str(api.create_repo(model))
    weights = os.urandom(12_000_000)
    api.upload_file(path_or_fileobj=weights, path_in_repo="model.safetensors", repo_id=model)
    api.upload_file(path_or_fileobj=b"{}", path_in_repo="config.json", repo_id=model)
    seen["model_files"] = sorted(api.list_repo_files(model))
    seen["model_id"] = api.model_info(model).id
    seen["models"] = [each.id for each in api.list_models(author="miner")]

    def model_bytes(token):
        path = hf_hub_download(
            model, "model.safetensors", endpoint=endpoint, token=token,
            cache_dir=tempfile.mkdtemp(dir=folder),
        )
        return open(path, "rb").read()

    seen["same_weights"] = model_bytes(token) == weights
    api.update_repo_settings(model, gated="manual")
    seen["errors"]["gated model"] = error_of(lambda: model_bytes(rival_token))
    seen["errors"]["gated model to a stranger"] = error_of(lambda: model_bytes(False))
    seen["errors"]["access checked"] = error_of(lambda: rival.auth_check(model))
    get_session().post(
        f"{endpoint}/{model}/ask-access", headers={"Authorization": f"Bearer {rival_token}"}
    ).raise_for_status()
    seen["asking"] = [each.username for each in api.list_pending_access_requests(model)]
    api.accept_access_request(model, "rival")
    seen["let_in"] = [each.username for each in api.list_accepted_access_requests(model)]
    rival.auth_check(model)
    seen["same_weights_after"] = model_bytes(rival_token) == weights
    api.delete_repo(model)
    seen["model_deleted"] = not api.repo_exists(model)

    api.delete_repo(repo, repo_type="dataset")
    seen["deleted"] = not api.repo_exists(repo, repo_type="dataset")
    assert issubclass(RepositoryNotFoundError, HfHubHTTPError)
    assert issubclass(GatedRepoError, HfHubHTTPError)
    assert issubclass(RevisionNotFoundError, HfHubHTTPError)
    assert issubclass(EntryNotFoundError, Exception)

print(json.dumps(seen))
