"""What the process does with what it is told."""
import os
import traceback

import torch

from .channel import PROTOCOL
from .engine import Engine
from .failures import Failure, failure_of, is_fatal


def serve(channel):
    channel.say(kind="ready", protocol=PROTOCOL, torch=torch.__version__, cuda=torch.cuda.is_available())
    engine = None
    while True:
        command = channel.next_command()
        if command["kind"] == "open":
            engine = _open(channel, command["settings"])
        elif command["kind"] == "run":
            _run(channel, engine, command["id"], command["job"])


def _open(channel, settings):
    try:
        engine = Engine(settings)
    except Exception as error:
        traceback.print_exc()
        failure = failure_of(error)
        channel.say(kind="failed", id=None, code=failure.code, details=failure.details)
        return None
    channel.say(kind="opened", facts=engine.facts)
    return engine


def _run(channel, engine, job_id, job):
    def check():
        if channel.is_called_off(job_id):
            raise Failure("EngineCancelled")

    def on_progress(**progress):
        channel.say(kind="progress", id=job_id, progress=progress)

    try:
        result = engine.run(job, check, on_progress)
        channel.say(kind="done", id=job_id, result=result)
    except Exception as error:
        failure = failure_of(error)
        if is_fatal(failure):
            traceback.print_exc()
        channel.say(kind="failed", id=job_id, code=failure.code, details=failure.details)
        if is_fatal(failure):
            # After an error of CUDA every other call fails too: another process must take over.
            os._exit(1)
    finally:
        channel.forget(job_id)
