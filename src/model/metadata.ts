// Generated from model/manifest.schema.json by `npx tsx scripts/build/manifest-schema.ts`. Do not edit.

/** The model's metadata, model/manifest.json. The top level is the contract that the runtime needs. */
export interface ModelInfo {
  readonly name: string
  /** Semantic version of the model: major for its contract, minor for new weights. */
  readonly version: string
  /** File name of the model, beside the manifest. */
  readonly file: string
  /** SHA-256 of that file, lower-case hexadecimal. */
  readonly sha256: string
  /** Size of that file. */
  readonly bytes: number
  /** ONNX operator set. */
  readonly opset: number
  readonly inputs: readonly TensorInfo[]
  readonly outputs: readonly TensorInfo[]
  /** Name of each class, in the order of `probabilities`. */
  readonly labels: readonly string[]
  readonly rejection: {
    /** A raster with a score below this is not a digit. */
    readonly threshold: number
    /** Share of digits that reach the threshold, 0 to 1. */
    readonly trueAccepts: number
    /** The data that the threshold was chosen on. */
    readonly chosenOn: string
  }
  /** Synthetic inputs with their outputs. `selftest` and `check-model` replay them. */
  readonly golden: readonly GoldenVector[]
  readonly qualityThresholds: QualityThresholds
  readonly card: ModelCard
}
export interface TensorInfo {
  readonly name: string
  readonly type: 'uint8' | 'float32'
  /** Sizes; `N` is the batch. */
  readonly shape: readonly (number | 'N')[]
}
/** A synthetic raster with the outputs that PyTorch gave for it. */
export interface GoldenVector {
  readonly label: number
  /** 784 pixels, 0 background to 255 ink, base64. */
  readonly raster: string
  readonly probabilities: readonly number[]
  readonly score: number
}
/** What a model must reach to ship. */
export interface QualityThresholds {
  /** On MNIST's test set. */
  readonly minAccuracy: number
  /** On MNIST's test set. */
  readonly maxCalibrationError: number
  readonly maxBytes: number
  /** Of negatives, at the threshold that accepts 95 % of digits. */
  readonly maxFalseAccepts: number
  readonly maxGoldenDifference: number
}
/** Data for the model card. Nothing at run time depends on it. */
export interface ModelCard {
  /** Number of weights and biases. */
  readonly parameters: number
  /** Divisor of the logits, chosen on validation data; it is part of the graph. */
  readonly temperature: number
  /** Measured on rasters; the first is MNIST's test set. */
  readonly metrics: readonly ModelMetric[]
  /** Absent until somebody measures it. */
  readonly realWorld?: {
    /** Version of the package that read them. */
    readonly package: string
    /** Commit of the code that read them: a version changes between two releases. */
    readonly commit: string
    readonly sets: readonly RealWorldMetric[]
    /** Pictures drawn to be harder, by training/report/challenge_sets.py. */
    readonly harder?: {
      readonly sets: readonly RealWorldMetric[]
      /** Pictures that are not a digit, by kind. */
      readonly negatives: readonly NegativePictures[]
    }
  }
  /** The score on negatives that were drawn for validation. */
  readonly rejection: {
    /** The threshold that accepts 95 % of digits. */
    readonly threshold95: number
    /** Share of negatives accepted at `rejection.threshold`. */
    readonly falseAccepts: number
    /** Share of negatives accepted at `threshold95`. */
    readonly falseAccepts95: number
    /** Area under the ROC curve. */
    readonly auroc: number
    readonly n: number
    readonly kinds: readonly NegativeKind[]
  }
  readonly seeds: {
    readonly seeds: readonly number[]
    /** On MNIST's test set, in the order of `seeds`. */
    readonly accuracies: readonly number[]
    readonly mean: number
    readonly std: number
  }
  readonly plots: readonly Plot[]
  readonly data: readonly DataSource[]
  readonly recipe: {
    /** Value of `--recipe`. */
    readonly name: string
    readonly [k: string]: unknown
  }
  readonly seed: number
  readonly versions: {
    readonly [k: string]: string
  }
}
/** Measured on a set of pictures. */
export interface ModelMetric {
  readonly set: string
  /** Number of pictures. */
  readonly n: number
  /** `correct / n`, 0 to 1. */
  readonly accuracy: number
  /** Pictures whose most probable digit is their label. */
  readonly correct: number
  /** 95 % Wilson interval of `accuracy`. */
  readonly interval: readonly [number, number]
  /** Expected calibration error over 15 bins of equal width. */
  readonly ece: number
}
/** Measured on pictures, preprocessing included. */
export interface RealWorldMetric {
  readonly set: string
  /** Number of pictures. */
  readonly n: number
  /** `correct / n`, 0 to 1. */
  readonly accuracy: number
  /** Pictures whose most probable digit is their label. */
  readonly correct: number
  /** 95 % Wilson interval of `accuracy`. */
  readonly interval: readonly [number, number]
  /** Expected calibration error over 15 bins of equal width. */
  readonly ece: number
  /** Share of digits accepted as digits. */
  readonly trueAccepts: number
  /** Share of digits accepted as another digit. */
  readonly wrongAccepts: number
  /** Number of pictures that are not a digit. */
  readonly negatives?: number
  /** Share of `negatives` accepted as digits. */
  readonly falseAccepts?: number
  /** The same, at the threshold that accepts 95 % of the digits of this set. */
  readonly falseAccepts95?: number | null
}
export interface NegativePictures {
  readonly kind: string
  /** Number of pictures. */
  readonly n: number
  /** How many were accepted as a digit. */
  readonly accepted: number
}
export interface NegativeKind {
  readonly kind: string
  readonly n: number
  readonly falseAccepts: number
  readonly falseAccepts95: number
}
export interface Plot {
  /** SVG beside the manifest. */
  readonly file: string
  /** Alternative text. */
  readonly title: string
}
export interface DataSource {
  readonly name: string
  readonly licence: string
  readonly authors: string
  /** SHA-256 of each decompressed file. */
  readonly sha256: {
    readonly [k: string]: string
  }
}
