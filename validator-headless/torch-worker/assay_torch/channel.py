"""Lines of JSON over standard input and output, read by a thread so that a running job can be called off."""
import json
import os
import queue
import sys
import threading

PROTOCOL = 1


class Channel:
    def __init__(self, source, sink):
        self._source = source
        self._sink = sink
        self._writing = threading.Lock()
        self._commands = queue.Queue()
        self._called_off = set()
        threading.Thread(target=self._read, daemon=True).start()

    @staticmethod
    def over_stdio():
        """Takes standard output for itself: what others print goes to standard error from now on."""
        sink = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        return Channel(sys.stdin, sink)

    def _read(self):
        for line in self._source:
            if not line.strip():
                continue
            try:
                command = json.loads(line)
                kind = command["kind"]
            except (ValueError, TypeError, KeyError):
                print("a line that is no command was left out", file=sys.stderr)
                continue
            if kind == "cancel":
                self._called_off.add(command.get("id"))
            elif kind == "close":
                # Whatever runs is not wanted any more, and nothing here has to be put in order.
                os._exit(0)
            else:
                self._commands.put(command)
        os._exit(0)

    def next_command(self):
        return self._commands.get()

    def is_called_off(self, job_id):
        return job_id in self._called_off

    def forget(self, job_id):
        self._called_off.discard(job_id)

    def say(self, **message):
        with self._writing:
            self._sink.write(json.dumps(message, allow_nan=False) + "\n")
            self._sink.flush()
