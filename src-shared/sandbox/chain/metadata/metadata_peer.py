"""Reads the sandbox's metadata with scalecodec and says what it understood, as one JSON line.

Arguments: a metadata blob's file, a call's hex, the call's arguments as scalecodec takes them, as JSON.
"""

import json
import sys

from scalecodec.base import RuntimeConfigurationObject, ScaleBytes
from scalecodec.type_registry import load_type_registry_preset


def main() -> None:
    blob_file, call_hex, arguments = sys.argv[1:4]
    config = RuntimeConfigurationObject()
    config.update_type_registry(load_type_registry_preset("core"))
    with open(blob_file, "rb") as file:
        blob = ScaleBytes("0x" + file.read().hex())
    metadata = config.create_scale_object("MetadataVersioned", data=blob)
    metadata.decode()
    config.add_portable_registry(metadata)
    call = config.create_scale_object("Call", data=ScaleBytes(call_hex), metadata=metadata)
    value = call.decode()
    again = config.create_scale_object("Call", metadata=metadata)
    encoded = again.encode(
        {
            "call_module": value["call_module"],
            "call_function": value["call_function"],
            "call_args": json.loads(arguments),
        }
    )
    print(
        json.dumps(
            {
                "pallets": [pallet.value["name"] for pallet in metadata.pallets],
                "call": [value["call_module"], value["call_function"]],
                "arguments": {argument["name"]: argument["value"] for argument in value["call_args"]},
                "encoded": encoded.to_hex(),
            }
        )
    )


main()
