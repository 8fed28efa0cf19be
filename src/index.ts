export { type ErrorCode, MnistModelError } from './errors.js'
export { engines } from './infer.js'
export { decoders } from './input/decoders.js'
export type {
  DataSource,
  GoldenVector,
  ModelCard,
  ModelInfo,
  ModelMetric,
  NegativeKind,
  NegativePictures,
  Plot,
  QualityThresholds,
  RealWorldMetric,
  TensorInfo,
} from './model/metadata.js'
export { modelInfo } from './model/model-info.js'
export { selftest } from './model/selftest.js'
export { createPredictor, predict, readNumber } from './predictor.js'
export type {
  AcceptedNumber,
  AcceptedPrediction,
  CallOptions,
  DecoderStatus,
  Digit,
  EngineName,
  EngineStatus,
  ImageInput,
  Limits,
  NetworkOutputs,
  NumberDigit,
  NumberPrediction,
  Outcome,
  PerDigit,
  PixelBox,
  Prediction,
  PredictOptions,
  Predictor,
  PredictorOptions,
  Raster,
  RawPixels,
  RejectedNumber,
  RejectedPrediction,
  Rejection,
  SelftestReport,
} from './types.js'
