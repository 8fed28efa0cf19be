import type { MnistModelError } from './errors.js'

/** The ten classes. */
export type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

/** Ten numbers, index = digit. */
export type PerDigit = [number, number, number, number, number, number, number, number, number, number]

/** Name of an engine, which runs the network: the one inside this package, or onnxruntime-node if the app has installed it. */
export type EngineName = 'builtin' | 'onnxruntime'

/**
 * Pixels that are already decoded, row by row from the top left, 8 bits a channel.
 * An `ImageData` fits. `data.length` must be `width * height * channels`.
 */
export interface RawPixels {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. Left out: taken from the length of `data`. */
  readonly channels?: number | undefined
}

/**
 * One picture: a path, a `file:` or `data:` URL, the bytes of an image file (Buffer, Uint8Array, ArrayBuffer, Blob,
 * Node or web stream), or raw pixels. PNG, JPEG, WebP and GIF (first frame) are read.
 */
export type ImageInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | RawPixels

/** 28x28 bytes as the network takes them: 0 background, 255 ink, row by row. */
export type Raster = Uint8Array

/** The network's outputs for one raster: ten probabilities, and how much it looks like a digit, 0..1. */
export interface Inference {
  readonly probabilities: Float32Array
  readonly score: number
}

/**
 * Why a picture is not read as one handwritten digit:
 * - `blank`: nothing stands out from the background;
 * - `low-contrast`: something is there, but too faint to be told from noise;
 * - `several-marks`: more than one digit or other separate mark;
 * - `not-a-digit`: a single mark that the network does not take for a digit.
 */
export type Rejection = 'blank' | 'low-contrast' | 'several-marks' | 'not-a-digit'

/** The reasons that preprocessing gives, before the network sees the picture. */
export type PreprocessRejection = Exclude<Rejection, 'not-a-digit'>

interface PredictionBase {
  /** The most probable digit, whether or not the picture was accepted. On a blank page it means nothing. */
  readonly bestGuess: Digit
  /** Calibrated probability of `bestGuess`, 0..1; the same number as `probabilities[bestGuess]`. */
  readonly confidence: number
  /** Calibrated probability of each digit, 0..1; they sum to 1. */
  readonly probabilities: PerDigit
  /** Likeness to one handwritten digit, 0..1; compared with the manifest's threshold. */
  readonly score: number
  /** The 28x28 picture that the network saw, 0 background to 255 ink; only with `{ raster: true }`. */
  readonly raster?: Raster
}

/** The prediction for a picture that looks like one handwritten digit. */
export interface AcceptedPrediction extends PredictionBase {
  /** The digit in the picture; the same as `bestGuess`. */
  readonly digit: Digit
  /** True: the picture looks like one handwritten digit. */
  readonly isDigit: true
  readonly rejection: null
}

/** The prediction for a picture that does not look like one handwritten digit. */
export interface RejectedPrediction extends PredictionBase {
  /** Null: there is no digit to read. `bestGuess` has the most probable one all the same. */
  readonly digit: null
  /** False: the picture does not look like one handwritten digit; `rejection` says why. */
  readonly isDigit: false
  readonly rejection: Rejection
}

/** The prediction for one picture: check `isDigit`, or `digit` for null, and TypeScript narrows the rest. */
export type Prediction = AcceptedPrediction | RejectedPrediction

/** Limits on the cost of a picture; beyond them it is refused before it is decoded. */
export interface Limits {
  /** Largest image file, in bytes. */
  readonly bytes: number
  /** Most pixels of an image; fewer for files that are costly to decode, such as interlaced PNG. */
  readonly pixels: number
  /** Longest side of an image, in pixels. */
  readonly side: number
  /** Longest time that decoding one picture may take, in milliseconds. */
  readonly milliseconds: number
}

/** A rectangle in pixels of the picture as it is shown, that is after its EXIF orientation has been applied. */
export interface PixelBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** One digit of a number. */
export interface NumberDigit {
  readonly digit: Digit
  /** Calibrated probability of `digit`, 0..1. */
  readonly confidence: number
  readonly box: PixelBox
}

interface NumberPredictionBase {
  /** What the picture was divided into, from left to right, whether or not it was accepted. */
  readonly digits: readonly NumberDigit[]
  /** Probability that every digit is right, 0..1: the product of their confidences; 0 if there is none. */
  readonly confidence: number
}

/** The prediction for a picture that looks like one line of handwritten digits. */
export interface AcceptedNumber extends NumberPredictionBase {
  /** The digits, from left to right, leading zeros included. */
  readonly text: string
  /** True: the picture looks like one line of handwritten digits. */
  readonly isNumber: true
  readonly rejection: null
}

/** The prediction for a picture that does not look like one line of handwritten digits. */
export interface RejectedNumber extends NumberPredictionBase {
  readonly text: null
  readonly isNumber: false
  /** As for one digit, but `several-marks` for more than one line, or more than 40 marks on it. */
  readonly rejection: Rejection
}

/** The prediction for a number: check `isNumber`, or `text` for null, and TypeScript narrows the rest. */
export type NumberPrediction = AcceptedNumber | RejectedNumber

/** Options of one call. */
export interface CallOptions {
  /** Overrides the predictor's limits, one by one. */
  readonly limits?: Partial<Limits>
  /** Stops the work between two pictures; the promise then rejects with `ABORTED`. */
  readonly signal?: AbortSignal
}

/** Options of `predict` and `predictEach`. */
export interface PredictOptions extends CallOptions {
  /** Also hand back the 28x28 raster that the network saw. */
  readonly raster?: boolean
}

/** Options of a predictor. */
export interface PredictorOptions {
  /** `builtin`, the default, needs nothing else; `onnxruntime` needs onnxruntime-node, installed by the app. */
  readonly engine?: EngineName
  /** Limits on the cost of a picture: by default 32 MiB, 50 megapixels, 16,384 pixels a side and 5 seconds. */
  readonly limits?: Partial<Limits>
  /** Stops the loading; the promise then rejects with `ABORTED`. */
  readonly signal?: AbortSignal
}

/** The result of `predictEach` for one input: its prediction, or the error that prevented one. */
export type Outcome = {
  /** Position of the input in the source, counted from 0. */
  readonly index: number
  /** The input as it was given. */
  readonly input: ImageInput
} & (
  | { readonly prediction: Prediction; readonly error?: undefined }
  | { readonly error: MnistModelError; readonly prediction?: undefined }
)

/** What the network answers to N rasters, in the form of the ONNX file's outputs. */
export interface NetworkOutputs {
  /** N * 10 calibrated probabilities, 0..1, those of a raster next to each other. */
  readonly probabilities: Float32Array
  /** N scores, 0..1; compared with the manifest's threshold. */
  readonly score: Float32Array
}

/** A loaded model. It exists only when it is ready. */
export interface Predictor {
  /** The engine that computes. */
  readonly engine: EngineName

  /**
   * Reads one picture, or many in one go.
   *
   * @returns one `Prediction` for one input; for an array, an array in the same order
   * @throws MnistModelError every code but the `MODEL_` ones; for an array, that of the first picture that fails (to keep the
   *   answers of the others use `predictEach`)
   */
  predict(input: ImageInput, options?: PredictOptions): Promise<Prediction>
  predict(inputs: readonly ImageInput[], options?: PredictOptions): Promise<Prediction[]>

  /**
   * Reads any number of pictures and yields an outcome for each, in order; a picture that cannot be read does not stop
   * the others. Pictures are taken as they become ready, up to 64 at a time, so a list of any length fits in memory.
   *
   * @throws MnistModelError `ABORTED`, `PREDICTOR_CLOSED`, `INFERENCE_FAILED`
   */
  predictEach(
    inputs: Iterable<ImageInput> | AsyncIterable<ImageInput>,
    options?: PredictOptions,
  ): AsyncGenerator<Outcome, void, undefined>

  /**
   * Reads a number: one line of handwritten digits, of any length up to 40, from left to right. Digits may touch. Signs,
   * decimal points and separators are not read: small marks are left out, and others make the picture rejected.
   *
   * @throws MnistModelError every code but the `MODEL_` ones
   */
  readNumber(input: ImageInput, options?: CallOptions): Promise<NumberPrediction>

  /**
   * Runs the network on rasters as they are: nothing is decoded, prepared or rejected. For those who serve the contract of
   * the ONNX file, or have rasters in MNIST's form already.
   *
   * @param images rasters one after the other, N * 784 bytes, row by row, 0 background to 255 ink
   * @returns the network's outputs for the N rasters
   * @throws MnistModelError `INVALID_INPUT`, `PREDICTOR_CLOSED`, `INFERENCE_FAILED`
   */
  infer(images: Uint8Array): Promise<NetworkOutputs>

  /** Waits for pending calls, then frees the model. Calling it again does nothing. */
  close(): Promise<void>
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** The status of an engine on this machine. */
export interface EngineStatus {
  readonly name: EngineName
  readonly available: boolean
  /** Version of this package or of onnxruntime-node; null if that does not load. */
  readonly version: string | null
  /** The reason why it is available or not, in a sentence. */
  readonly detail: string
  /** The command that would make it available, if any. */
  readonly remedy: string | null
}

/** The status of a decoder on this machine. */
export interface DecoderStatus {
  /** `builtin` decodes small plain PNG files, sharp all others. */
  readonly name: 'builtin' | 'sharp'
  readonly available: boolean
  /** Version of this package or of sharp; null if that does not load. */
  readonly version: string | null
  /** The files that it decodes, or the reason why it is not available. */
  readonly detail: string
  /** The command that would make it available, if any. */
  readonly remedy: string | null
}

/** The result of `selftest`. */
export interface SelftestReport {
  readonly ok: boolean
  readonly model: {
    readonly ok: boolean
    /** The SHA-256 that the manifest promises. */
    readonly expected: string
    /** The reason for a failure, or null. */
    readonly problem: string | null
  }
  /** One entry for every engine that is present. */
  readonly engines: readonly {
    readonly name: EngineName
    readonly ok: boolean
    /** Number of golden inputs that were read. */
    readonly checked: number
    /** Largest difference of a probability or score from the golden output. */
    readonly worstDifference: number
    readonly problem: string | null
  }[]
  /** The built-in decoder, and sharp in Node, Bun and Deno; elsewhere the app decodes. */
  readonly decoders: readonly {
    readonly name: DecoderStatus['name']
    readonly ok: boolean
    readonly problem: string | null
  }[]
}
