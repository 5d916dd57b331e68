"""Why a job failed, as codes that the service knows."""
import torch


class Failure(Exception):
    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details


def not_a_number(step, row):
    """A loss or gradient that is no number; counted from 1, step 0 is the evaluation."""
    return Failure("LossNotANumber", step=step, row=row)


def failure_of(error):
    if isinstance(error, Failure):
        return error
    text = str(error).strip().split("\n")[0] or type(error).__name__
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "can't allocate memory" in text:
        return Failure("RunTooLarge", **_memory(error))
    return Failure("EngineStopped", what=text[:300])


def is_fatal(failure):
    """After such a failure nothing that this process computes would be worth believing."""
    return failure.code in ("EngineStopped", "EngineUnavailable")


def _memory(error):
    """More than all there is was asked for, or more than was free: at least that much is known."""
    if isinstance(error, torch.OutOfMemoryError) and torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
    else:
        import psutil

        memory = psutil.virtual_memory()
        free, total = memory.available, memory.total
    return dict(neededMb=round(total / 2**20), availableMb=round(free / 2**20))
