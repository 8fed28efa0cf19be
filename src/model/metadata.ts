/** The shape of model/manifest.json, which the export writes and everything else reads. */
export interface ModelInfo {
  readonly name: string
  /** Semantic version of the model: major for its contract, minor for its weights. */
  readonly version: string
  /** File name of the model, beside the manifest. */
  readonly file: string
  /** SHA-256 of that file, lower-case hexadecimal. */
  readonly sha256: string
  /** Size of that file. */
  readonly bytes: number
  /** ONNX operator set. */
  readonly opset: number
  /** Number of trained parameters. */
  readonly parameters: number
  readonly inputs: readonly TensorInfo[]
  readonly outputs: readonly TensorInfo[]
  /** Name of each class, in the order of `probabilities`. */
  readonly labels: readonly string[]
  readonly rejection: {
    /** A score below this is no digit. */
    readonly threshold: number
    /** What data the threshold was chosen on. */
    readonly chosenOn: string
    /** Share of digits that are accepted there, 0..1. */
    readonly trueAccepts: number
    readonly [detail: string]: unknown
  }
  /** Divisor of the logits, chosen on held-out data; it is inside the graph already. */
  readonly temperature: number
  readonly metrics: readonly ModelMetric[]
  /** What the package, preprocessing and all, made of real pictures; absent where nobody has measured it yet. */
  readonly field?: {
    /** Version of the package that read them. */
    readonly package: string
    readonly sets: readonly FieldMetric[]
  }
  /** What the quality gate demands of the model. */
  readonly bars: Readonly<Record<string, number>>
  readonly data: readonly {
    readonly name: string
    readonly licence: string
    readonly authors: string
    readonly sha256?: Readonly<Record<string, string>>
  }[]
  readonly recipe: Readonly<Record<string, unknown>>
  readonly seed: number
  /** Versions of what trained and exported it. */
  readonly versions: Readonly<Record<string, string>>
  /** Inputs with the outputs they must give, drawn for this purpose; `selftest` replays them. */
  readonly golden: readonly GoldenVector[]
}

/** Name, type and shape of a tensor; `'N'` is the batch. */
export interface TensorInfo {
  readonly name: string
  readonly type: 'uint8' | 'float32'
  readonly shape: readonly (number | 'N')[]
}

/** A figure measured on a set of pictures. */
export interface ModelMetric {
  readonly set: string
  /** Number of pictures. */
  readonly n: number
  readonly correct: number
  /** `correct / n` */
  readonly accuracy: number
  /** Bounds of the 95 % interval of `accuracy`, after Wilson. */
  readonly interval?: readonly [number, number]
  /** Expected calibration error over 15 bins. */
  readonly ece?: number
}

/** A figure measured on files, from the picture to the answer. */
export interface FieldMetric extends ModelMetric {
  /** Share of the digits that were accepted as digits, 0..1. */
  readonly trueAccepts: number
  /** Share of the negatives that were accepted as digits, 0..1. */
  readonly falseAccepts?: number
}

/** A raster with the outputs that the network gave for it in training. */
export interface GoldenVector {
  readonly label: number
  /** 784 bytes, base64. */
  readonly raster: string
  readonly probabilities: readonly number[]
  readonly score: number
}
