import protobuf from "protobufjs";

/** The part of the ONNX file format that Assay writes: message and field numbers from onnx.proto3. */
const FORMAT = {
  nested: {
    ModelProto: {
      fields: {
        irVersion: { type: "int64", id: 1 },
        producerName: { type: "string", id: 2 },
        graph: { type: "GraphProto", id: 7 },
        opsetImport: { rule: "repeated", type: "OperatorSetIdProto", id: 8 },
      },
    },
    OperatorSetIdProto: {
      fields: { domain: { type: "string", id: 1 }, version: { type: "int64", id: 2 } },
    },
    GraphProto: {
      fields: {
        node: { rule: "repeated", type: "NodeProto", id: 1 },
        name: { type: "string", id: 2 },
        initializer: { rule: "repeated", type: "TensorProto", id: 5 },
        input: { rule: "repeated", type: "ValueInfoProto", id: 11 },
        output: { rule: "repeated", type: "ValueInfoProto", id: 12 },
      },
    },
    NodeProto: {
      fields: {
        input: { rule: "repeated", type: "string", id: 1 },
        output: { rule: "repeated", type: "string", id: 2 },
        opType: { type: "string", id: 4 },
        attribute: { rule: "repeated", type: "AttributeProto", id: 5 },
      },
    },
    AttributeProto: {
      fields: {
        name: { type: "string", id: 1 },
        f: { type: "float", id: 2 },
        i: { type: "int64", id: 3 },
        ints: { rule: "repeated", type: "int64", id: 8 },
        type: { type: "int32", id: 20 },
      },
    },
    TensorProto: {
      fields: {
        dims: { rule: "repeated", type: "int64", id: 1 },
        dataType: { type: "int32", id: 2 },
        name: { type: "string", id: 8 },
        rawData: { type: "bytes", id: 9 },
      },
    },
    ValueInfoProto: { fields: { name: { type: "string", id: 1 }, type: { type: "TypeProto", id: 2 } } },
    TypeProto: { fields: { tensorType: { type: "TensorTypeProto", id: 1 } } },
    TensorTypeProto: {
      fields: { elemType: { type: "int32", id: 1 }, shape: { type: "TensorShapeProto", id: 2 } },
    },
    TensorShapeProto: { fields: { dim: { rule: "repeated", type: "DimensionProto", id: 1 } } },
    DimensionProto: {
      oneofs: { value: { oneof: ["dimValue", "dimParam"] } },
      fields: { dimValue: { type: "int64", id: 1 }, dimParam: { type: "string", id: 2 } },
    },
  },
};

const ModelProto = protobuf.Root.fromJSON(FORMAT).lookupType("ModelProto");

/** ONNX's own numbers for element types (TensorProto.DataType). */
export const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A length that is known, or the name of one that each run brings. */
export type Dimension = number | string;

export type Attribute = number | readonly number[] | { readonly float: number };

export interface NodeSpec {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface ConstantSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export interface PortSpec {
  readonly name: string;
  readonly type: ElementType;
  /** Left out where onnxruntime works it out. */
  readonly dims?: readonly Dimension[];
}

export interface ModelSpec {
  readonly nodes: readonly NodeSpec[];
  readonly constants: readonly ConstantSpec[];
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
}

const IR_VERSION = 8;
/** Old enough for every execution provider of onnxruntime. */
const OPSET_VERSION = 17;
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** The bytes of an .onnx file (onnx.proto3, IR version 8, operator set 17). */
export function writeOnnxModel(model: ModelSpec): Uint8Array {
  const message = ModelProto.create({
    irVersion: IR_VERSION,
    producerName: "assay",
    opsetImport: [{ domain: "", version: OPSET_VERSION }],
    graph: {
      name: "assay",
      node: model.nodes.map((node) => ({
        opType: node.operator,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes).map(([name, value]) => attributeMessage(name, value)),
      })),
      initializer: model.constants.map(({ name, type, dims, bytes }) => ({
        name,
        dims,
        dataType: ELEMENT_TYPES[type],
        rawData: bytes,
      })),
      input: model.inputs.map(portMessage),
      output: model.outputs.map(portMessage),
    },
  });
  return ModelProto.encode(message).finish();
}

function attributeMessage(name: string, value: Attribute): object {
  if (typeof value === "number") return { name, type: ATTRIBUTE_INT, i: value };
  if ("float" in value) return { name, type: ATTRIBUTE_FLOAT, f: value.float };
  return { name, type: ATTRIBUTE_INTS, ints: value };
}

function portMessage({ name, type, dims }: PortSpec): object {
  const shape = dims && {
    dim: dims.map((dim) => (typeof dim === "string" ? { dimParam: dim } : { dimValue: dim })),
  };
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], ...(shape && { shape }) } } };
}
